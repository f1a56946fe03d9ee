import type { Stop } from '../../completion/generation/stopRules.ts';
import { TextStream } from '../../completion/generation/textStream.ts';
import type { WrittenToken } from '../../completion/confidence/confidence.ts';
import type { StopReason } from '../../completion/outcome.ts';
import type { TextConstraint } from '../../completion/healing/textConstraint.ts';
import type {
  SampledToken,
  Sampling,
  Token,
  TokenSequence,
  Vocabulary,
} from '../backend/languageModel.ts';
import { sampleConstrained } from './sampleNext.ts';
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
  readonly passes: WorkMeter;
}

/** Prompt that is in a sequence, ready for sampling the token after it. */
export interface ReadyPrompt {
  /** Last token of the prompt. Without `sampled` it isn't evaluated yet. */
  readonly last: Token;
  /**
   * Tokens that greedy decoding is known to sample after the prompt, in order. They are taken as if they
   * were sampled now, and cost nothing.
   */
  readonly sampled: readonly SampledToken[];
}

export interface GenerationRequest extends Partial<ReadyPrompt> {
  readonly last: Token;
  /**
   * Sequence that holds the prompt without its last token. With tokens in `sampled` it holds all of
   * the prompt, and all of `sampled` but the last one.
   */
  readonly sequence: TokenSequence;
  readonly vocabulary: Vocabulary;
  readonly sampling: Sampling;
  /** Text that the tokens must begin with. It isn't part of the result. */
  readonly begin?: Beginning | undefined;
  /** True where the model must generate a token before it may end. */
  readonly neverEmpty?: boolean;
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
  readonly stopAt: (text: string, tokens: readonly WrittenToken[]) => Stop | undefined;
  /** Receives each piece of text as it is generated. */
  readonly onText?: (piece: string) => void;
  /**
   * Returns whether more tokens may be sampled before the text is checked again. Checking one token
   * makes a small model's step a twentieth longer, and checking several at once hardly more. Tokens
   * sampled after the end of the text are discarded. If omitted, each token is checked.
   */
  readonly mayLookLater?: () => boolean;
}

/** Text that sampled tokens must begin with, token by token as the vocabulary allows. */
export interface Beginning {
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
  readonly sampled: readonly SampledToken[];
  /** Tokens that make up the text, with the end of the text at each. */
  readonly written: readonly WrittenToken[];
}

/** Samples tokens until a rule, the model, the window, the limit or the signal stops it. */
export async function generate(
  request: GenerationRequest,
  work: GenerationWork,
): Promise<Generation> {
  const { sequence, maxTokens, sampled: given = [] } = request;
  const text = new SampledText(request);
  const sample = makeSampler(request, work);
  /** Sampled tokens that aren't taken yet. */
  let ahead = [...given];
  const sampled: SampledToken[] = [];
  const ended = (stopReason: StopReason, length?: number): Generation => ({
    text: text.soFar.slice(0, length),
    stopReason,
    sampled: [...sampled, ...ahead],
    written: text.written,
  });
  while (sampled.length - text.beginningTokens < maxTokens) {
    let next = ahead.shift();
    const isSampledNow = next === undefined;
    if (next === undefined) {
      const cutShort = reasonToStop(request, text.soFar, work.signal);
      if (cutShort !== undefined) return ended(cutShort);
      const mustContinue = request.neverEmpty === true && text.soFar.trim() === '';
      const evaluated = sampled.at(-1)?.token ?? request.last;
      const most = maxTokens + text.beginningTokens - sampled.length;
      [next, ...ahead] = await sample(evaluated, most, mustContinue);
    }
    sampled.push(next);
    const isFresh = sampled.length > given.length;
    if (isFresh) work.meter.decoded();
    const stop = text.push(next, isSampledNow);
    if (stop === undefined) continue;
    if (isFresh) {
      // A step may have sampled more tokens than the text takes; these are removed.
      const surplus = ahead.splice(0).length;
      if (surplus > 0) {
        work.passes.discarded(surplus);
        await work.runStep(() => sequence.keep(sequence.tokens.length - surplus));
      }
      if (request.mayLookLater !== undefined) work.meter.drewBeyond(surplus);
    }
    return ended(stop.reason, stop.length);
  }
  return ended('maxTokens');
}

/** Returns the reason why no more tokens can be sampled; undefined if there is none. */
function reasonToStop(
  { sequence, isOverdue }: GenerationRequest,
  text: string,
  signal: AbortSignal,
): StopReason | undefined {
  if (signal.aborted) return 'cancelled';
  if (sequence.tokens.length >= sequence.capacity) return 'windowFull';
  return text !== '' && isOverdue?.(text) === true ? 'timeBudget' : undefined;
}

/**
 * Returns a function that samples tokens after one that isn't evaluated yet: at least one and at most
 * `most` per step. The sequence then holds all but the last of them.
 */
function makeSampler(
  request: GenerationRequest,
  work: GenerationWork,
): (token: Token, most: number, mustContinue: boolean) => Promise<SampledTokens> {
  const { sequence, vocabulary, sampling, speculation, begin, mayLookLater } = request;
  const { runStep, meter, passes } = work;
  const speculative =
    sampling.temperature === 0 ? speculation?.begin(sequence, vocabulary) : undefined;
  return (token, most, mustContinue) => {
    if (begin?.constraint.isMet === false) {
      const { constraint, onProbabilities } = begin;
      return runStep(async () => [
        await sampleConstrained(sequence, token, constraint, onProbabilities),
      ]);
    }
    if (mustContinue)
      return runStep(async () => [await sequence.next(token, { ...sampling, mustContinue })]);
    if (speculative !== undefined)
      return runStep(() => speculative.step(token, most, { meter, passes }));
    return sampleSeveral(request, work, token, mayLookLater === undefined ? 1 : most);
  };
}

/** Samples token by token until the text must be checked. */
async function sampleSeveral(
  { sequence, vocabulary, sampling, mayLookLater }: GenerationRequest,
  { runStep, signal }: GenerationWork,
  token: Token,
  most: number,
): Promise<SampledTokens> {
  const next = (behind: Token) => runStep(() => sequence.next(behind, sampling));
  let last = await next(token);
  const sampled: [SampledToken, ...SampledToken[]] = [last];
  while (
    sampled.length < most &&
    mayLookLater?.() === true &&
    !signal.aborted &&
    !vocabulary.endsGeneration(last.token) &&
    sequence.tokens.length < sequence.capacity
  ) {
    last = await next(last.token);
    sampled.push(last);
  }
  return sampled;
}

/** Text of the tokens after a prompt, which detects its own end. */
class SampledText {
  readonly #request: GenerationRequest;
  readonly #stream: TextStream;
  readonly written: WrittenToken[] = [];
  /** Number of tokens that contain nothing but the required beginning. */
  beginningTokens = 0;

  constructor(request: GenerationRequest) {
    const { sequence, vocabulary, last, sampled = [] } = request;
    const promptTokens = sequence.tokens.length + 1 - sampled.length;
    this.#request = request;
    this.#stream = new TextStream(
      (tokens, before) => vocabulary.detokenize(tokens, before),
      [...sequence.tokens.slice(Math.max(0, promptTokens - 5), promptTokens - 1), last],
    );
  }

  /** All text so far, without the required beginning. */
  get soFar(): string {
    return this.#stream.text.slice(this.#request.begin?.text.length ?? 0);
  }

  /**
   * Adds a token and returns the stop of the text; undefined if the text continues.
   *
   * @param isTaken true if the constraint already took the token when it was sampled.
   */
  push({ token, probability, allowed }: SampledToken, isTaken: boolean): Stop | undefined {
    const { vocabulary, onText, stopAt, begin } = this.#request;
    if (vocabulary.endsGeneration(token)) return { length: this.soFar.length, reason: 'endOfText' };
    if (!isTaken) begin?.constraint.take(token);
    const piece = this.#stream.push(token);
    this.written.push({ probability, allowed, end: this.soFar.length });
    if (begin !== undefined && !begin.constraint.isMet) {
      this.beginningTokens++;
      return undefined;
    }
    if (piece === '') return undefined;
    onText?.(piece);
    return stopAt(this.soFar, this.written);
  }
}
