import type { Reuse } from '../completion/cache/reusePlan.ts';
import type { Clock } from './ports.ts';
import type { RequestMetrics } from './protocol.ts';

/** Figures of a prompt that is about to be evaluated. */
export interface PromptFigures {
  readonly promptTokens: number;
  readonly reusedTokens: number;
  readonly minimumTokens: number;
}

/** Figures of the cache after a request. */
export interface CacheFigures {
  readonly reuse: Reuse;
  readonly cacheTokens: number;
  readonly cacheBytes: number;
}

/** Counts what one request costs. */
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

  /** The request's turn on the model has come. */
  turnCame(): void {
    this.#turnMs = this.elapsedMs;
  }

  promptPlanned(figures: PromptFigures): void {
    this.#prompt = figures;
  }

  /** The prompt is in the cache, but for its last token. */
  promptReady(): void {
    this.#promptMs = this.elapsedMs;
  }

  /** The first token behind the prompt was sampled before the request came. */
  firstTokenKnown(): void {
    this.#isFirstKnown = true;
    this.#firstTokenMs = this.elapsedMs;
  }

  evaluated(tokens: number): void {
    this.#evaluatedTokens += tokens;
  }

  /**
   * Records the tokens that were evaluated since the last request.
   *
   * @param ahead tokens of prompts.
   * @param idle tokens that made the window whole or exact again.
   */
  evaluatedBefore(ahead: number, idle: number): void {
    this.#aheadTokens += ahead;
    this.#evaluatedTokens += ahead;
    this.#idleTokens += idle;
  }

  /** A token was sampled. The first one also evaluated the prompt's last token. */
  decoded(): void {
    if (this.#decodeSteps === 0 && !this.#isFirstKnown) {
      this.#firstTokenMs = this.elapsedMs;
      this.#evaluatedTokens++;
    }
    this.#decodeSteps++;
  }

  /** Tokens were proposed, and some of them were what would have been sampled. */
  drafted(proposed: number, accepted: number): void {
    this.#draftedTokens += proposed;
    this.#acceptedTokens += accepted;
  }

  /** Tokens were evaluated to judge what was written. */
  judged(tokens: number): void {
    this.#judgedTokens += tokens;
  }

  /** Tokens were sampled of which nothing is shown. */
  wasted(tokens: number): void {
    this.#wastedTokens = tokens;
  }

  /** Tokens were sampled behind the end of the text, each by itself. */
  drewBeyond(tokens: number): void {
    this.#decodeSteps += tokens;
    this.#wastedTokens += tokens;
  }

  /** Tokens were sampled for it beside its own, in a sequence that another meter counts for. */
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

/** To a hundredth: a decode step of a small model takes about a millisecond. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
