import { normalizeLineEnds } from '../../completion/text/textView.ts';
import { computeConfidence } from '../../completion/confidence/confidence.ts';
import {
  findLeastCertainToken,
  findAlternatives,
} from '../../completion/confidence/findAlternatives.ts';
import type { CursorPlace } from '../../completion/syntax/cursorPlace.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { KvWindow, WindowState } from '../kv/kvWindow.ts';
import type { SampledToken, Token, TokenSequence } from '../backend/languageModel.ts';
import type { Clock } from '../foundation/environment.ts';
import type { AlternativesParams, AlternativesResult, CompleteResult } from '../protocol.ts';
import { RequestMeter } from '../metering/requestMeter.ts';
import type { Generation } from '../sequence/generate.ts';
import { Lockstep } from '../sequence/lockstep.ts';
import {
  computeSuffixLikelihood,
  tokenizeSuffix,
  countTokensUpTo,
} from '../sequence/suffixLikelihood.ts';
import { toAnswer } from './filterCompletion.ts';
import type { CompletionGenerator, GenerationTarget } from '../infill/completionGenerator.ts';

/** Number of cells for the suffix that alternatives are ranked by. */
const rankingCells = 16;

/** Weight of a text's own confidence relative to the suffix likelihood. */
const confidenceWeight = 0.3;

/** Starting point of forks, and the request that they serve. */
export interface ForkWork {
  readonly params: AlternativesParams;
  readonly at: WindowView;
  /** Model, and the window that holds the prompt and the sampled tokens of the shown suggestion. */
  readonly target: GenerationTarget;
  readonly shownGeneration: Generation;
  /** Index of the token at which the forks depart from `shown`. */
  readonly branchIndex: number;
  readonly meter: RequestMeter;
  readonly signal: AbortSignal;
}

/** Text that may replace the shown suggestion. */
interface Alternative {
  readonly text: string;
  readonly replaces: number;
  /** Score in nats; higher is better. */
  readonly score: number;
}

/**
 * Finds the token at which alternatives depart from a generation: its least certain token.
 *
 * @param shownText the shown part of it, with line ends as `\n`; shorter than the generated text if that
 *   was cut.
 * @returns undefined if there is no token that could be another.
 */
export function findBranchIndex(
  { text, textTokens }: Generation,
  shownText: string,
): number | undefined {
  return findLeastCertainToken(
    shownText !== '' && text.startsWith(shownText) ? shownText : text,
    textTokens,
  );
}

/**
 * Returns the number of cells that a copy of a window needs for generating and for ranking by the
 * suffix.
 */
export function countForkCells({ sequence, state }: KvWindow, maxTokens: number): number {
  const generatedTokens = getPromptTokens(state).length + maxTokens;
  return Math.max(sequence.tokens.length, generatedTokens) + rankingCells;
}

/** Generates texts side by side, in copies of a window that depart from it at one token. */
export class ForkGenerator {
  readonly #generator: CompletionGenerator;
  readonly #clock: Clock;

  constructor(generator: CompletionGenerator, clock: Clock) {
    this.#generator = generator;
    this.#clock = clock;
  }

  /**
   * Returns the texts that differ from the shown one, the best first.
   *
   * @param sequences copies of the window, one for each possible text. Nothing runs in them any more
   *   once this settles.
   * @throws the first failure, if all of them failed.
   */
  async generate(
    sequences: readonly TokenSequence[],
    work: ForkWork,
  ): Promise<AlternativesResult['alternatives']> {
    const { shownGeneration, branchIndex, target, params, signal } = work;
    const commonTokens = shownGeneration.sampledTokens.slice(0, branchIndex);
    const probabilities = await this.#truncateToBranch(sequences, work);
    if (signal.aborted || probabilities === undefined) return [];
    const choices = findAlternatives(probabilities, {
      // If nothing is shown, the generated text is one of the alternatives.
      sampledToken:
        params.shownText === '' ? undefined : shownGeneration.sampledTokens[branchIndex]?.token,
      allowedProbability: shownGeneration.sampledTokens[branchIndex]?.allowedProbability ?? 1,
      maxCount: sequences.length,
      mayChoose: createTokenFilter(commonTokens, target),
    });
    const lockstep = new Lockstep(choices.length);
    const place = await this.#generator.findPlace(work.at);
    const texts = await runAll(choices, async (choice, index) => {
      try {
        const sampled = [...commonTokens, choice];
        return await this.#generateInFork(sequences[index], sampled, { ...work, place, lockstep });
      } finally {
        lockstep.leave();
      }
    });
    // Ranked one by one: together they exceed the number of tokens that gives the same bits in any
    // batch, and texts of nearly equal score would change places from one run to the next.
    const alternatives: Alternative[] = [];
    for (const text of texts) {
      const alternative = await scoreFork(text, work);
      if (alternative !== undefined) alternatives.push(alternative);
    }
    return removeDuplicates(alternatives, params.shownText);
  }

  /**
   * Truncates copies to the branch: they then hold all tokens before it.
   *
   * @returns the probabilities of all tokens there.
   */
  async #truncateToBranch(
    sequences: readonly TokenSequence[],
    { shownGeneration, branchIndex, target }: ForkWork,
  ): Promise<Float32Array | undefined> {
    const prompt = getPromptTokens(target.window.state);
    const previousToken = shownGeneration.sampledTokens[branchIndex - 1]?.token ?? prompt.at(-1);
    if (previousToken === undefined) return undefined;
    for (const sequence of sequences) await sequence.truncate(prompt.length + branchIndex - 1);
    const [first, ...others] = sequences;
    const probabilities = await first?.computeNextProbabilities(previousToken, 'likely');
    for (const sequence of others) await sequence.evaluate([previousToken]);
    return probabilities;
  }

  async #generateInFork(
    sequence: TokenSequence | undefined,
    sampled: readonly SampledToken[],
    work: ForkWork & { readonly place: CursorPlace; readonly lockstep: Lockstep },
  ): Promise<Fork | undefined> {
    const { target, params, signal, place, lockstep } = work;
    if (sequence === undefined) return undefined;
    const at = disableConfidenceRules(work.at);
    const meter = new RequestMeter(this.#clock);
    const completion = {
      task: { ...params, at },
      prompt: { last: getPromptTokens(target.window.state).at(-1) ?? 0, sampledTokens: sampled },
      target,
      place,
      sequence,
    };
    const { runStep } = lockstep;
    const generation = await this.#generator.generateIn(completion, { signal, meter, runStep });
    const answer = toAnswer({ generation, place }, at.disabledRules, meter);
    work.meter.addSampledTokens(meter);
    return signal.aborted ? undefined : { sequence, generation, answer };
  }
}

/** Returns the tokens of the prompt that a window is laid out for. */
function getPromptTokens(state: WindowState): readonly Token[] {
  return state.kind === 'empty' ? [] : state.layout.tokens;
}

/** Fork, and the text that it generated. */
interface Fork {
  readonly sequence: TokenSequence;
  readonly generation: Generation;
  readonly answer: CompleteResult;
}

/**
 * Runs work on all items at the same time.
 *
 * @returns the results, without those of items that failed or gave undefined.
 * @throws the first failure, if all of them failed. Nothing runs any more then, either.
 */
async function runAll<One, Result>(
  all: readonly One[],
  work: (one: One, index: number) => Promise<Result | undefined>,
): Promise<Result[]> {
  const results = await Promise.allSettled(all.map(work));
  const failures = results.filter((one) => one.status === 'rejected');
  if (failures[0] && failures.length === results.length) throw failures[0].reason;
  return results.flatMap((one) =>
    one.status === 'fulfilled' && one.value !== undefined ? [one.value] : [],
  );
}

/** Scores the text of a fork. */
async function scoreFork(
  { sequence, generation, answer }: Fork,
  work: ForkWork,
): Promise<Alternative | undefined> {
  if (answer.kind === 'nothing' || work.signal.aborted) return undefined;
  const { text, replaces } = answer;
  const confidence = computeConfidence(generation.text, generation.textTokens)?.line ?? 0;
  const suffix = await scoreForkSuffix(sequence, generation, { text, replaces }, work);
  return {
    text,
    replaces,
    score: suffix + confidenceWeight * Math.log(Math.max(confidence, 1e-6)),
  };
}

/** Measures how well the text after the cursor follows a text, in nats. */
async function scoreForkSuffix(
  sequence: TokenSequence,
  { textTokens, sampledTokens }: Generation,
  { text, replaces }: { readonly text: string; readonly replaces: number },
  { at, target }: ForkWork,
): Promise<number> {
  const { model, window } = target;
  const { length } = normalizeLineEnds(text, at.view.lineEnd);
  const shownTokens = countTokensUpTo(textTokens, length);
  const last = sampledTokens[shownTokens - 1];
  const cells = getPromptTokens(window.state).length + shownTokens - 1;
  const textAfter = at.view.suffix.slice(replaces);
  const suffix = tokenizeSuffix(textAfter, model.vocabulary).slice(0, sequence.capacity - cells);
  if (suffix.length === 0 || last === undefined) return 0;
  await sequence.truncate(cells);
  return computeSuffixLikelihood(sequence, [last.token], suffix);
}

/**
 * Returns the view without the confidence rules: alternatives are invoked by the user, so
 * low-confidence text is shown, too.
 */
function disableConfidenceRules(at: WindowView): WindowView {
  return { ...at, disabledRules: [...at.disabledRules, 'confidence', 'confidentPrefix'] };
}

/**
 * Returns a test for tokens that may follow others: those that agree with the beginning of the text.
 */
function createTokenFilter(
  commonTokens: readonly SampledToken[],
  { window, model }: GenerationTarget,
): (token: number) => boolean {
  return (token) => {
    if (model.vocabulary.isEndOfGeneration(token)) return false;
    const constraint = window.healingConstraint?.constraint;
    for (const one of commonTokens) constraint?.accept(one.token);
    return constraint?.accept(token) !== false;
  };
}

/** Returns each text once, the best first, without the shown one. */
function removeDuplicates(
  alternatives: readonly Alternative[],
  shownText: string,
): AlternativesResult['alternatives'] {
  const texts = new Set([shownText]);
  return alternatives
    .toSorted((one, other) => other.score - one.score)
    .filter(({ text }) => {
      const isNew = !texts.has(text);
      texts.add(text);
      return isNew;
    })
    .map(({ text, replaces }) => ({ text, replaces }));
}
