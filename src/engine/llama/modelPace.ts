/** Bounds of a slice of prefill. */
export interface PaceLimits {
  /** Rows that the device's kernels compute at once, in tokens: slices are multiples of it. */
  readonly tile: number;
  /** Maximum duration of a slice that callers may request, in ms: work can stop only between two. */
  readonly maxSliceMs: number;
  /** Minimum length of a slice with that duration, in tokens. */
  readonly minLongTokens: number;
  /** Maximum length of a slice, in tokens: the context's batch. */
  readonly maxTokens: number;
  /** Length of a slice before the first measurement, in tokens. */
  readonly firstTokens: number;
}

/** Weight of a new measurement against all before it: the machine may be busy from now on. */
const newSampleWeight = 0.5;

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

  /** Minimum length of a slice with the maximum duration, in tokens: a multiple of the tile. */
  get minLongTokens(): number {
    return this.#limits.minLongTokens;
  }

  /**
   * Records the duration of a slice. Only whole tiles count: the rest of one is slower per token,
   * and says nothing about the pace.
   */
  recordSlice(tokens: number, ms: number): void {
    const { tile } = this.#limits;
    if (tokens < tile || tokens % tile !== 0) return;
    const measuredMs = ms / tokens;
    this.#msPerToken =
      this.#msPerToken === undefined
        ? measuredMs
        : this.#msPerToken * (1 - newSampleWeight) + measuredMs * newSampleWeight;
  }

  /** Records the duration of a step, which evaluates one token and samples the next. */
  recordStep(ms: number): void {
    this.#stepMs =
      this.#stepMs === 0 ? ms : this.#stepMs * (1 - newSampleWeight) + ms * newSampleWeight;
  }

  /** Time of a step of decoding, in ms; 0 before the first measurement. */
  get stepMs(): number {
    return this.#stepMs;
  }

  /** Prefill time per prompt token, in ms; undefined before the first measurement. */
  get msPerToken(): number | undefined {
    return this.#msPerToken;
  }

  /**
   * Returns the largest slice that ends in time, in tokens: a multiple of the tile, and at least
   * one tile, since a shorter slice takes as long. Slices with the maximum duration have a separate
   * minimum: a pace that was measured with single tiles would never allow more of them.
   *
   * @param maxMs time that it may take, in ms.
   */
  computeSliceTokens(maxMs: number): number {
    const { tile, maxSliceMs, minLongTokens, maxTokens, firstTokens } = this.#limits;
    if (this.#msPerToken === undefined) return firstTokens;
    const tiles = Math.floor(Math.min(maxMs, maxSliceMs) / (this.#msPerToken * tile));
    const minTokens = maxMs >= maxSliceMs ? minLongTokens : tile;
    return Math.min(maxTokens, Math.max(minTokens, tiles * tile));
  }
}
