import type { Stop } from '../../completion/generation/stopRules.ts';
import { TextStream } from '../../completion/generation/textStream.ts';
import type { GeneratedToken } from '../../completion/confidence/confidence.ts';
import type { StopReason } from '../../completion/outcome.ts';
import type { TextConstraint } from '../../completion/healing/textConstraint.ts';
import type {
  SampledToken,
  SamplingOptions,
  Token,
  TokenSequence,
  Vocabulary,
} from '../backend/languageModel.ts';
import { sampleConstrained } from './sampling.ts';
import type { RequestMeter } from '../metering/requestMeter.ts';
import type { WorkMeter } from '../metering/workMeter.ts';
import type { RunStep } from './prefill.ts';
import type { SampledTokens, Speculation } from './speculation.ts';

/** Signal, scheduling and meters of a generation. */
export interface GenerationWork {
  readonly signal: AbortSignal;
  readonly runStep: RunStep;
  /** Meter of the request. */
  readonly meter: RequestMeter;
  /** Meter of the model. */
  readonly workMeter: WorkMeter;
}

/** Prompt that is in a sequence, ready for sampling the token after it. */
export interface PrefilledPrompt {
  /** Last token of the prompt. Without `sampled` it isn't evaluated yet. */
  readonly last: Token;
  /**
   * Tokens that greedy decoding is known to sample after the prompt, in order. They are taken as if they
   * were sampled now, and cost nothing.
   */
  readonly sampledTokens: readonly SampledToken[];
}

export interface GenerationRequest extends Partial<PrefilledPrompt> {
  readonly last: Token;
  /**
   * Sequence that holds the prompt without its last token. With tokens in `sampled` it holds all of
   * the prompt, and all of `sampled` but the last one.
   */
  readonly sequence: TokenSequence;
  readonly vocabulary: Vocabulary;
  readonly sampling: SamplingOptions;
  /** Text that the tokens must begin with. It isn't part of the result. */
  readonly healingConstraint?: HealingConstraint | undefined;
  /** True where the model must generate a token before it may end. */
  readonly mustProduceText?: boolean;
  /** Speculation, which samples several tokens per step where possible; at temperature 0 only. */
  readonly speculation?: Speculation | undefined;
  /**
   * Maximum length of the text, in tokens. Those in `sampled` count too; those that only make up
   * `begin` don't.
   */
  readonly maxTokens: number;
  /**
   * Returns whether to stop with the text so far because the time is over. Tokens sampled until then
   * are kept.
   */
  readonly isOverdue?: (text: string) => boolean;
  /** Returns the stop of all text so far; undefined if the text continues. */
  readonly findStop: (text: string, tokens: readonly GeneratedToken[]) => Stop | undefined;
  /** Receives each piece of text as it is generated. */
  readonly onText?: (piece: string) => void;
  /**
   * Returns whether more tokens may be sampled before the text is checked again. Checking one token
   * makes a small model's step a twentieth longer, and checking several at once hardly more. Tokens
   * sampled after the end of the text are discarded. If omitted, each token is checked.
   */
  readonly canCheckLater?: () => boolean;
}

/** Text that sampled tokens must begin with, token by token as the vocabulary allows. */
export interface HealingConstraint {
  readonly text: string;
  readonly constraint: TextConstraint;
  /** Receives the probabilities of all tokens after the cells that the sequence then holds. */
  readonly onProbabilities: (probabilities: Float32Array) => void;
}

/**
 * Generated text and its tokens. The sequence then holds the prompt and, after it, `sampled` without
 * its last token: everything before the token that would be evaluated next.
 */
export interface Generation {
  readonly text: string;
  readonly stopReason: StopReason;
  /**
   * All tokens after the prompt: those that were given, even if the text ended before them, and those
   * that were sampled, including the one that ended the text.
   */
  readonly sampledTokens: readonly SampledToken[];
  /** Tokens that make up the text, with the end of the text at each. */
  readonly textTokens: readonly GeneratedToken[];
}

/** Samples tokens until a rule, the model, the window, the limit or the signal stops it. */
export async function generate(
  request: GenerationRequest,
  work: GenerationWork,
): Promise<Generation> {
  const { sequence, maxTokens, sampledTokens: givenTokens = [] } = request;
  const text = new SampledText(request);
  const sample = makeSampler(request, work);
  /** Sampled tokens that aren't taken yet. */
  let pendingTokens = [...givenTokens];
  const sampled: SampledToken[] = [];
  const createGeneration = (stopReason: StopReason, length?: number): Generation => ({
    text: text.currentText.slice(0, length),
    stopReason,
    sampledTokens: [...sampled, ...pendingTokens],
    textTokens: text.textTokens,
  });
  while (sampled.length - text.healedTokens < maxTokens) {
    let next = pendingTokens.shift();
    const isSampledNow = next === undefined;
    if (next === undefined) {
      const stopReason = findStopReason(request, text.currentText, work.signal);
      if (stopReason !== undefined) return createGeneration(stopReason);
      const mustContinue = request.mustProduceText === true && text.currentText.trim() === '';
      const previousToken = sampled.at(-1)?.token ?? request.last;
      const maxStepTokens = maxTokens + text.healedTokens - sampled.length;
      [next, ...pendingTokens] = await sample(previousToken, maxStepTokens, mustContinue);
    }
    sampled.push(next);
    const isFresh = sampled.length > givenTokens.length;
    if (isFresh) work.meter.countDecodeStep();
    const stop = text.push(next, isSampledNow);
    if (stop === undefined) continue;
    if (isFresh) {
      // A step may have sampled more tokens than the text takes; these are removed.
      const surplus = pendingTokens.splice(0).length;
      if (surplus > 0) {
        work.workMeter.countDiscarded(surplus);
        await work.runStep(() => sequence.truncate(sequence.tokens.length - surplus));
      }
      if (request.canCheckLater !== undefined) work.meter.countSurplusTokens(surplus);
    }
    return createGeneration(stop.reason, stop.length);
  }
  return createGeneration('maxTokens');
}

/** Returns the reason why no more tokens can be sampled; undefined if there is none. */
function findStopReason(
  { sequence, isOverdue }: GenerationRequest,
  text: string,
  signal: AbortSignal,
): StopReason | undefined {
  if (signal.aborted) return 'cancelled';
  if (sequence.tokens.length >= sequence.capacity) return 'windowFull';
  return text !== '' && isOverdue?.(text) === true ? 'timeLimit' : undefined;
}

/**
 * Returns a function that samples tokens after one that isn't evaluated yet: at least one and at most
 * `most` per step. The sequence then holds all but the last of them.
 */
function makeSampler(
  request: GenerationRequest,
  work: GenerationWork,
): (token: Token, maxStepTokens: number, mustContinue: boolean) => Promise<SampledTokens> {
  const { sequence, vocabulary, sampling, speculation, healingConstraint, canCheckLater } = request;
  const { runStep, meter, workMeter } = work;
  const decoding =
    sampling.temperature === 0 ? speculation?.begin(sequence, vocabulary) : undefined;
  return (token, maxStepTokens, mustContinue) => {
    if (healingConstraint?.constraint.isMet === false) {
      const { constraint, onProbabilities } = healingConstraint;
      return runStep(async () => [
        await sampleConstrained(sequence, token, constraint, onProbabilities),
      ]);
    }
    if (mustContinue)
      return runStep(async () => [await sequence.sampleNext(token, { ...sampling, mustContinue })]);
    if (decoding !== undefined)
      return runStep(() => decoding.step(token, maxStepTokens, { meter, workMeter }));
    return sampleSeveral(request, work, token, canCheckLater === undefined ? 1 : maxStepTokens);
  };
}

/** Samples token by token until the text must be checked. */
async function sampleSeveral(
  { sequence, vocabulary, sampling, canCheckLater }: GenerationRequest,
  { runStep, signal }: GenerationWork,
  token: Token,
  most: number,
): Promise<SampledTokens> {
  const sampleAfter = (previousToken: Token) =>
    runStep(() => sequence.sampleNext(previousToken, sampling));
  let last = await sampleAfter(token);
  const sampled: [SampledToken, ...SampledToken[]] = [last];
  while (
    sampled.length < most &&
    canCheckLater?.() === true &&
    !signal.aborted &&
    !vocabulary.isEndOfGeneration(last.token) &&
    sequence.tokens.length < sequence.capacity
  ) {
    last = await sampleAfter(last.token);
    sampled.push(last);
  }
  return sampled;
}

/** Text of the tokens after a prompt, which detects its own end. */
class SampledText {
  readonly #request: GenerationRequest;
  readonly #stream: TextStream;
  readonly textTokens: GeneratedToken[] = [];
  /** Number of tokens that contain nothing but the required beginning. */
  healedTokens = 0;

  constructor(request: GenerationRequest) {
    const { sequence, vocabulary, last, sampledTokens = [] } = request;
    const promptTokens = sequence.tokens.length + 1 - sampledTokens.length;
    this.#request = request;
    this.#stream = new TextStream(
      (tokens, before) => vocabulary.detokenize(tokens, before),
      [...sequence.tokens.slice(Math.max(0, promptTokens - 5), promptTokens - 1), last],
    );
  }

  /** All text so far, without the required beginning. */
  get currentText(): string {
    return this.#stream.text.slice(this.#request.healingConstraint?.text.length ?? 0);
  }

  /**
   * Adds a token and returns the stop of the text; undefined if the text continues.
   *
   * @param isAccepted true if the constraint already took the token when it was sampled.
   */
  push(
    { token, probability, allowedProbability }: SampledToken,
    isAccepted: boolean,
  ): Stop | undefined {
    const { vocabulary, onText, findStop, healingConstraint } = this.#request;
    if (vocabulary.isEndOfGeneration(token))
      return { length: this.currentText.length, reason: 'endOfText' };
    if (!isAccepted) healingConstraint?.constraint.accept(token);
    const piece = this.#stream.push(token);
    this.textTokens.push({ probability, allowedProbability, end: this.currentText.length });
    if (healingConstraint !== undefined && !healingConstraint.constraint.isMet) {
      this.healedTokens++;
      return undefined;
    }
    if (piece === '') return undefined;
    onText?.(piece);
    return findStop(this.currentText, this.textTokens);
  }
}
