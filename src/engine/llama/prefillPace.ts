/** Bounds of a slice of prefill. */
export interface PaceLimits {
  /** How long a slice may take, in ms: work can stop only between two. */
  readonly sliceMs: number;
  /** tokens */
  readonly least: number;
  /** tokens; the context's batch */
  readonly most: number;
  /** tokens, before anything was measured */
  readonly first: number;
}

/** How much a new measurement weighs against all before it. */
const weight = 0.25;

/** Slices below this say more about their overhead than about the machine, in tokens. */
const leastMeasured = 4;

/** How fast a model takes in prompts on this machine, measured as it works. */
export class PrefillPace {
  readonly #limits: PaceLimits;
  #msPerToken: number | undefined;

  constructor(limits: PaceLimits) {
    this.#limits = limits;
  }

  observe(tokens: number, ms: number): void {
    if (tokens < leastMeasured) return;
    const now = ms / tokens;
    this.#msPerToken =
      this.#msPerToken === undefined ? now : this.#msPerToken * (1 - weight) + now * weight;
  }

  /** Undefined before the first measurement. */
  get msPerToken(): number | undefined {
    return this.#msPerToken;
  }

  /** Tokens of a slice that ends in time. */
  get sliceTokens(): number {
    const { sliceMs, least, most, first } = this.#limits;
    if (this.#msPerToken === undefined) return Math.min(first, most);
    return Math.max(least, Math.min(most, Math.floor(sliceMs / this.#msPerToken)));
  }
}
