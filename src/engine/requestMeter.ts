import type { Clock } from './ports.ts';
import type { RequestMetrics } from './protocol.ts';

/** Counts what one request costs. */
export class RequestMeter {
  readonly #clock: Clock;
  readonly #startedMs: number;
  #promptTokens = 0;
  #reusedTokens = 0;
  #evaluatedTokens = 0;
  #decodeSteps = 0;
  #firstTokenMs: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedMs = clock();
  }

  promptPlanned(promptTokens: number, reusedTokens: number): void {
    this.#promptTokens = promptTokens;
    this.#reusedTokens = reusedTokens;
  }

  evaluated(tokens: number): void {
    this.#evaluatedTokens += tokens;
  }

  /** A token was drawn. The first one also evaluated the prompt's last token. */
  decoded(): void {
    if (this.#decodeSteps === 0) {
      this.#firstTokenMs = this.#elapsed();
      this.#evaluatedTokens++;
    }
    this.#decodeSteps++;
  }

  get metrics(): RequestMetrics {
    return {
      promptTokens: this.#promptTokens,
      reusedTokens: this.#reusedTokens,
      evaluatedTokens: this.#evaluatedTokens,
      aheadTokens: 0,
      minimumTokens: 0,
      reuse: 'exact',
      decodeSteps: this.#decodeSteps,
      wastedTokens: 0,
      draftedTokens: 0,
      acceptedTokens: 0,
      cacheTokens: 0,
      cacheBytes: 0,
      queueMs: 0,
      prefillMs: 0,
      decodeMs: 0,
      timeToFirstTokenMs: this.#firstTokenMs,
      totalMs: this.#elapsed(),
    };
  }

  /** Milliseconds since the request arrived, to a tenth. */
  #elapsed(): number {
    return Math.round((this.#clock() - this.#startedMs) * 10) / 10;
  }
}
