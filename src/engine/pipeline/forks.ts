import { withNewlines } from '../../completion/text/textView.ts';
import { confidenceOf } from '../../completion/confidence/confidence.ts';
import { findLeastCertainToken, otherChoices } from '../../completion/confidence/otherChoices.ts';
import type { CursorPlace } from '../../completion/syntax/cursorPlace.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { KvWindow, WindowState } from '../kv/kvWindow.ts';
import type { SampledToken, Token, TokenSequence } from '../backend/languageModel.ts';
import type { Clock } from '../foundation/environment.ts';
import type { AlternativesParams, AlternativesResult, CompleteResult } from '../protocol.ts';
import { RequestMeter } from '../metering/requestMeter.ts';
import type { Generation } from '../sequence/generate.ts';
import { Lockstep } from '../sequence/lockstep.ts';
import { suffixLikelihood, suffixTokensOf, tokensUpTo } from '../sequence/suffixLikelihood.ts';
import { answerOf } from './answer.ts';
import type { Writer, WritingPlace } from '../infill/writer.ts';

/** Number of cells for the suffix that alternatives are ranked by. */
const rankingCells = 16;

/** Weight of a text's own confidence relative to the suffix likelihood. */
const ownShare = 0.3;

/** Starting point of forks, and the request that they serve. */
export interface ForkWork {
  readonly params: AlternativesParams;
  readonly at: WindowView;
  /** Model, and the window that holds the prompt and the sampled tokens of the shown suggestion. */
  readonly where: WritingPlace;
  readonly shown: Generation;
  /** Index of the token at which the forks depart from `shown`. */
  readonly branch: number;
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
 * @param shown the shown part of it, with line ends as `\n`; shorter than the generated text if that
 *   was cut.
 * @returns undefined if there is no token that could be another.
 */
export function branchOf({ text, written }: Generation, shown: string): number | undefined {
  return findLeastCertainToken(shown !== '' && text.startsWith(shown) ? shown : text, written);
}

/**
 * Returns the number of cells that a copy of a window needs for generating and for ranking by the
 * suffix.
 */
export function forkCells({ sequence, state }: KvWindow, maxTokens: number): number {
  const written = promptTokensOf(state).length + maxTokens;
  return Math.max(sequence.tokens.length, written) + rankingCells;
}

/** Generates texts side by side, in copies of a window that depart from it at one token. */
export class Forks {
  readonly #writer: Writer;
  readonly #clock: Clock;

  constructor(writer: Writer, clock: Clock) {
    this.#writer = writer;
    this.#clock = clock;
  }

  /**
   * Returns the texts that differ from the shown one, the best first.
   *
   * @param sequences copies of the window, one for each possible text. Nothing runs in them any more
   *   once this settles.
   * @throws the first failure, if all of them failed.
   */
  async write(
    sequences: readonly TokenSequence[],
    work: ForkWork,
  ): Promise<AlternativesResult['alternatives']> {
    const { shown, branch, where, params, signal } = work;
    const common = shown.sampled.slice(0, branch);
    const probabilities = await this.#partedAt(sequences, work);
    if (signal.aborted || probabilities === undefined) return [];
    const choices = otherChoices(probabilities, {
      // If nothing is shown, the generated text is one of the alternatives.
      than: params.shown === '' ? undefined : shown.sampled[branch]?.token,
      allowed: shown.sampled[branch]?.allowed ?? 1,
      count: sequences.length,
      mayChoose: mayFollow(common, where),
    });
    const lockstep = new Lockstep(choices.length);
    const place = await this.#writer.placeAt(work.at);
    const texts = await eachOf(choices, async (choice, index) => {
      try {
        const sampled = [...common, choice];
        return await this.#writeIn(sequences[index], sampled, { ...work, place, lockstep });
      } finally {
        lockstep.leave();
      }
    });
    // Ranked one by one: together they exceed the number of tokens that gives the same bits in any
    // batch, and texts of nearly equal score would change places from one run to the next.
    const ranked: Alternative[] = [];
    for (const text of texts) {
      const alternative = await rank(text, work);
      if (alternative !== undefined) ranked.push(alternative);
    }
    return distinct(ranked, params.shown);
  }

  /**
   * Truncates copies to the branch: they then hold all tokens before it.
   *
   * @returns the probabilities of all tokens there.
   */
  async #partedAt(
    sequences: readonly TokenSequence[],
    { shown, branch, where }: ForkWork,
  ): Promise<Float32Array | undefined> {
    const prompt = promptTokensOf(where.window.state);
    const before = shown.sampled[branch - 1]?.token ?? prompt.at(-1);
    if (before === undefined) return undefined;
    for (const sequence of sequences) await sequence.keep(prompt.length + branch - 1);
    const [first, ...others] = sequences;
    const probabilities = await first?.nextProbabilities(before, 'likely');
    for (const sequence of others) await sequence.evaluate([before]);
    return probabilities;
  }

  async #writeIn(
    sequence: TokenSequence | undefined,
    sampled: readonly SampledToken[],
    work: ForkWork & { readonly place: CursorPlace; readonly lockstep: Lockstep },
  ): Promise<Fork | undefined> {
    const { where, params, signal, place, lockstep } = work;
    if (sequence === undefined) return undefined;
    const at = asked(work.at);
    const meter = new RequestMeter(this.#clock);
    const job = {
      wanted: { ...params, at },
      ready: { last: promptTokensOf(where.window.state).at(-1) ?? 0, sampled },
      where,
      place,
      sequence,
    };
    const { runStep } = lockstep;
    const generation = await this.#writer.writeIn(job, { signal, meter, runStep });
    const answer = answerOf({ generation, place }, at.rulesOff, meter);
    work.meter.drewBeside(meter);
    return signal.aborted ? undefined : { sequence, generation, answer };
  }
}

/** Returns the tokens of the prompt that a window is laid out for. */
function promptTokensOf(state: WindowState): readonly Token[] {
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
async function eachOf<One, Result>(
  all: readonly One[],
  work: (one: One, index: number) => Promise<Result | undefined>,
): Promise<Result[]> {
  const settled = await Promise.allSettled(all.map(work));
  const failed = settled.filter((one) => one.status === 'rejected');
  if (failed[0] && failed.length === settled.length) throw failed[0].reason;
  return settled.flatMap((one) =>
    one.status === 'fulfilled' && one.value !== undefined ? [one.value] : [],
  );
}

/** Scores the text of a fork. */
async function rank(
  { sequence, generation, answer }: Fork,
  work: ForkWork,
): Promise<Alternative | undefined> {
  if (answer.kind === 'nothing' || work.signal.aborted) return undefined;
  const { text, replaces } = answer;
  const own = confidenceOf(generation.text, generation.written)?.line ?? 0;
  const suffix = await suffixScoreOf(sequence, generation, { text, replaces }, work);
  return { text, replaces, score: suffix + ownShare * Math.log(Math.max(own, 1e-6)) };
}

/** Measures how well the text after the cursor follows a text, in nats. */
async function suffixScoreOf(
  sequence: TokenSequence,
  { written, sampled }: Generation,
  { text, replaces }: { readonly text: string; readonly replaces: number },
  { at, where }: ForkWork,
): Promise<number> {
  const { model, window } = where;
  const { length } = withNewlines(text, at.view.lineEnd);
  const kept = tokensUpTo(written, length);
  const last = sampled[kept - 1];
  const cells = promptTokensOf(window.state).length + kept - 1;
  const behind = at.view.suffix.slice(replaces);
  const suffix = suffixTokensOf(behind, model.vocabulary).slice(0, sequence.capacity - cells);
  if (suffix.length === 0 || last === undefined) return 0;
  await sequence.keep(cells);
  return suffixLikelihood(sequence, [last.token], suffix);
}

/**
 * Returns the view without the confidence rules: alternatives are invoked by the user, so
 * low-confidence text is shown, too.
 */
function asked(at: WindowView): WindowView {
  return { ...at, rulesOff: [...at.rulesOff, 'confidence', 'shakyTail'] };
}

/**
 * Returns a test for tokens that may follow others: those that agree with the beginning of the text.
 */
function mayFollow(
  common: readonly SampledToken[],
  { window, model }: WritingPlace,
): (token: number) => boolean {
  return (token) => {
    if (model.vocabulary.endsGeneration(token)) return false;
    const constraint = window.beginning?.constraint;
    for (const one of common) constraint?.take(one.token);
    return constraint?.take(token) !== false;
  };
}

/** Returns each text once, the best first, without the shown one. */
function distinct(
  alternatives: readonly Alternative[],
  shown: string,
): AlternativesResult['alternatives'] {
  const texts = new Set([shown]);
  return alternatives
    .toSorted((one, other) => other.score - one.score)
    .filter(({ text }) => {
      const isNew = !texts.has(text);
      texts.add(text);
      return isNew;
    })
    .map(({ text, replaces }) => ({ text, replaces }));
}
