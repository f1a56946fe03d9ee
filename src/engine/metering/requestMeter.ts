import type { Reuse } from '../../completion/reuse/reusePlan.ts';
import type { Clock } from '../foundation/environment.ts';
import type { RequestMetrics } from '../protocol.ts';

/** Figures of a prompt that is about to be evaluated, from the cache. */
export interface PromptFigures {
  readonly promptTokens: number;
  readonly reusedTokens: number;
  readonly prefixMissTokens: number;
}

/** Figures of the cache at the end of a request. */
export interface CacheFigures {
  readonly reuse: Reuse;
  readonly cacheTokens: number;
  readonly cacheBytes: number;
}

/** Counts the cost of one request. */
export class RequestMeter {
  readonly #clock: Clock;
  readonly #startedMs: number;
  #promptFigures: PromptFigures = { promptTokens: 0, reusedTokens: 0, prefixMissTokens: 0 };
  #cacheFigures: CacheFigures = { reuse: 'exact', cacheTokens: 0, cacheBytes: 0 };
  #evaluatedTokens = 0;
  #prefetchedTokens = 0;
  #repairTokens = 0;
  #decodeSteps = 0;
  #wastedTokens = 0;
  #draftedTokens = 0;
  #acceptedTokens = 0;
  #suffixFilterTokens = 0;
  #isFirstTokenPrefetched = false;
  #turnStartMs: number | undefined;
  #prefillEndMs: number | undefined;
  #firstTokenMs: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedMs = clock();
  }

  /** Records that the request's turn on the model has come. */
  recordTurnStart(): void {
    this.#turnStartMs = this.elapsedMs;
  }

  setPromptFigures(figures: PromptFigures): void {
    this.#promptFigures = figures;
  }

  /** Records that the prompt is in the cache, except for its last token. */
  recordPrefillEnd(): void {
    this.#prefillEndMs = this.elapsedMs;
  }

  /** Records that the first token after the prompt was sampled before the request arrived. */
  recordPrefetchedToken(): void {
    this.#isFirstTokenPrefetched = true;
    this.#firstTokenMs = this.elapsedMs;
  }

  countEvaluated(tokens: number): void {
    this.#evaluatedTokens += tokens;
  }

  /**
   * Adds the tokens that were evaluated since the last request.
   *
   * @param prefetchedTokens prefetched tokens of prompts.
   * @param repairTokens tokens of repairs, which completed the window or made it exact again.
   */
  countEvaluatedBefore(prefetchedTokens: number, repairTokens: number): void {
    this.#prefetchedTokens += prefetchedTokens;
    this.#evaluatedTokens += prefetchedTokens;
    this.#repairTokens += repairTokens;
  }

  /** Counts a sampled token. The first one also evaluated the prompt's last token. */
  countDecodeStep(): void {
    if (this.#decodeSteps === 0 && !this.#isFirstTokenPrefetched) {
      this.#firstTokenMs = this.elapsedMs;
      this.#evaluatedTokens++;
    }
    this.#decodeSteps++;
  }

  /** Counts draft tokens, and those of them that would have been sampled. */
  countDrafts(draftedTokens: number, acceptedTokens: number): void {
    this.#draftedTokens += draftedTokens;
    this.#acceptedTokens += acceptedTokens;
  }

  /** Counts tokens that the suffix-likelihood filter evaluated. */
  countSuffixFilterTokens(tokens: number): void {
    this.#suffixFilterTokens += tokens;
  }

  /** Sets the number of sampled tokens of which nothing is shown. */
  setWastedTokens(tokens: number): void {
    this.#wastedTokens = tokens;
  }

  /** Counts tokens that were sampled one by one after the end of the text. */
  countSurplusTokens(tokens: number): void {
    this.#decodeSteps += tokens;
    this.#wastedTokens += tokens;
  }

  /** Adds tokens that were sampled for the request in a sequence with another meter. */
  addSampledTokens(other: RequestMeter): void {
    this.#decodeSteps += other.#decodeSteps;
    this.#wastedTokens += other.#wastedTokens;
  }

  setCacheFigures(figures: CacheFigures): void {
    this.#cacheFigures = figures;
  }

  get decodeSteps(): number {
    return this.#decodeSteps;
  }

  get metrics(): RequestMetrics {
    const totalMs = this.elapsedMs;
    const turnStartMs = this.#turnStartMs ?? totalMs;
    const prefillEndMs = this.#prefillEndMs ?? totalMs;
    return {
      ...this.#promptFigures,
      ...this.#cacheFigures,
      evaluatedTokens: this.#evaluatedTokens,
      prefetchedTokens: this.#prefetchedTokens,
      repairTokens: this.#repairTokens,
      decodeSteps: this.#decodeSteps,
      wastedTokens: this.#wastedTokens,
      draftedTokens: this.#draftedTokens,
      acceptedTokens: this.#acceptedTokens,
      suffixFilterTokens: this.#suffixFilterTokens,
      queueMs: turnStartMs,
      prefillMs: roundMs(prefillEndMs - turnStartMs),
      decodeMs: roundMs(totalMs - prefillEndMs),
      timeToFirstTokenMs: this.#firstTokenMs,
      totalMs,
    };
  }

  /** Time since the request arrived, in ms. */
  get elapsedMs(): number {
    return roundMs(this.#clock() - this.#startedMs);
  }
}

/** Rounds to a hundredth: a decode step of a small model takes about a millisecond. */
function roundMs(ms: number): number {
  return Math.round(ms * 100) / 100;
}
