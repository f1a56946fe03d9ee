import type { Reuse } from '../../completion/reuse/reusePlan.ts';
import type { Clock } from '../foundation/environment.ts';
import type { RequestMetrics } from '../protocol.ts';

/** Figures of a prompt that is about to be evaluated, from the cache. */
export interface PromptFigures {
  readonly promptTokens: number;
  readonly reusedTokens: number;
  readonly minimumTokens: number;
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
  #prompt: PromptFigures = { promptTokens: 0, reusedTokens: 0, minimumTokens: 0 };
  #cache: CacheFigures = { reuse: 'exact', cacheTokens: 0, cacheBytes: 0 };
  #evaluatedTokens = 0;
  #aheadTokens = 0;
  #idleTokens = 0;
  #decodeSteps = 0;
  #wastedTokens = 0;
  #draftedTokens = 0;
  #acceptedTokens = 0;
  #judgedTokens = 0;
  #isFirstKnown = false;
  #turnMs: number | undefined;
  #promptMs: number | undefined;
  #firstTokenMs: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedMs = clock();
  }

  /** Records that the request's turn on the model has come. */
  turnCame(): void {
    this.#turnMs = this.elapsedMs;
  }

  promptPlanned(figures: PromptFigures): void {
    this.#prompt = figures;
  }

  /** Records that the prompt is in the cache, except for its last token. */
  promptReady(): void {
    this.#promptMs = this.elapsedMs;
  }

  /** Records that the first token after the prompt was sampled before the request arrived. */
  firstTokenKnown(): void {
    this.#isFirstKnown = true;
    this.#firstTokenMs = this.elapsedMs;
  }

  evaluated(tokens: number): void {
    this.#evaluatedTokens += tokens;
  }

  /**
   * Adds the tokens that were evaluated since the last request.
   *
   * @param ahead prefetched tokens of prompts.
   * @param idle tokens of repairs, which completed the window or made it exact again.
   */
  evaluatedBefore(ahead: number, idle: number): void {
    this.#aheadTokens += ahead;
    this.#evaluatedTokens += ahead;
    this.#idleTokens += idle;
  }

  /** Counts a sampled token. The first one also evaluated the prompt's last token. */
  decoded(): void {
    if (this.#decodeSteps === 0 && !this.#isFirstKnown) {
      this.#firstTokenMs = this.elapsedMs;
      this.#evaluatedTokens++;
    }
    this.#decodeSteps++;
  }

  /** Counts draft tokens, and those of them that would have been sampled. */
  drafted(proposed: number, accepted: number): void {
    this.#draftedTokens += proposed;
    this.#acceptedTokens += accepted;
  }

  /** Counts tokens that the suffix-likelihood filter evaluated. */
  judged(tokens: number): void {
    this.#judgedTokens += tokens;
  }

  /** Sets the number of sampled tokens of which nothing is shown. */
  wasted(tokens: number): void {
    this.#wastedTokens = tokens;
  }

  /** Counts tokens that were sampled one by one after the end of the text. */
  drewBeyond(tokens: number): void {
    this.#decodeSteps += tokens;
    this.#wastedTokens += tokens;
  }

  /** Adds tokens that were sampled for the request in a sequence with another meter. */
  drewBeside(other: RequestMeter): void {
    this.#decodeSteps += other.#decodeSteps;
    this.#wastedTokens += other.#wastedTokens;
  }

  cacheHolds(figures: CacheFigures): void {
    this.#cache = figures;
  }

  get decodeSteps(): number {
    return this.#decodeSteps;
  }

  get metrics(): RequestMetrics {
    const totalMs = this.elapsedMs;
    const turnMs = this.#turnMs ?? totalMs;
    const promptMs = this.#promptMs ?? totalMs;
    return {
      ...this.#prompt,
      ...this.#cache,
      evaluatedTokens: this.#evaluatedTokens,
      aheadTokens: this.#aheadTokens,
      idleTokens: this.#idleTokens,
      decodeSteps: this.#decodeSteps,
      wastedTokens: this.#wastedTokens,
      draftedTokens: this.#draftedTokens,
      acceptedTokens: this.#acceptedTokens,
      judgedTokens: this.#judgedTokens,
      queueMs: turnMs,
      prefillMs: rounded(promptMs - turnMs),
      decodeMs: rounded(totalMs - promptMs),
      timeToFirstTokenMs: this.#firstTokenMs,
      totalMs,
    };
  }

  /** Time since the request arrived, in ms. */
  get elapsedMs(): number {
    return rounded(this.#clock() - this.#startedMs);
  }
}

/** Rounds to a hundredth: a decode step of a small model takes about a millisecond. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
