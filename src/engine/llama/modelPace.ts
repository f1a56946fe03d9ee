/** Bounds of a slice of prefill. */
export interface PaceLimits {
  /** Rows that the device's kernels compute at once, in tokens: slices are multiples of it. */
  readonly tile: number;
  /** Longest slice that callers may ask for, in ms: work can stop only between two. */
  readonly maxSliceMs: number;
  /** Minimum of a slice that may take so long, in tokens. */
  readonly minLongTokens: number;
  /** Largest slice, in tokens: the context's batch. */
  readonly maxTokens: number;
  /** Slice before anything was measured, in tokens. */
  readonly firstTokens: number;
}

/** Weight of a new measurement against all before it: the machine may be busy from now on. */
const weight = 0.5;

/** Pace of a model on this machine, measured as it works. */
export class ModelPace {
  readonly #limits: PaceLimits;
  #msPerToken: number | undefined;
  #stepMs = 0;

  constructor(limits: PaceLimits) {
    this.#limits = limits;
  }

  /** Rows that the device's kernels compute at once, in tokens. */
  get tile(): number {
    return this.#limits.tile;
  }

  /** Minimum of a slice that may take the longest time, in tokens: a multiple of the tile. */
  get longTokens(): number {
    return this.#limits.minLongTokens;
  }

  /** Only whole tiles count: the rest of one is slower by token, and says nothing about the pace. */
  observe(tokens: number, ms: number): void {
    const { tile } = this.#limits;
    if (tokens < tile || tokens % tile !== 0) return;
    const now = ms / tokens;
    this.#msPerToken =
      this.#msPerToken === undefined ? now : this.#msPerToken * (1 - weight) + now * weight;
  }

  /** One token was evaluated and the next one sampled. */
  observeStep(ms: number): void {
    this.#stepMs = this.#stepMs === 0 ? ms : this.#stepMs * (1 - weight) + ms * weight;
  }

  /** Time of a step of decoding, in ms; 0 before the first measurement. */
  get stepMs(): number {
    return this.#stepMs;
  }

  /** Time of a token of a prompt, in ms; undefined before the first measurement. */
  get msPerToken(): number | undefined {
    return this.#msPerToken;
  }

  /**
   * Returns the largest slice that ends in time, in tokens: a multiple of the tile, and never less
   * than one, below which a slice costs as much and reads less. The longest slices have a minimum of
   * their own: a pace that was measured with single tiles would never allow more of them.
   *
   * @param maxMs time that it may take.
   */
  sliceWithin(maxMs: number): number {
    const { tile, maxSliceMs, minLongTokens, maxTokens, firstTokens } = this.#limits;
    if (this.#msPerToken === undefined) return firstTokens;
    const tiles = Math.floor(Math.min(maxMs, maxSliceMs) / (this.#msPerToken * tile));
    const minTokens = maxMs >= maxSliceMs ? minLongTokens : tile;
    return Math.min(maxTokens, Math.max(minTokens, tiles * tile));
  }
}
