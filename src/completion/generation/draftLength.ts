/** Number of draft tokens at first, and again after a miss. */
const minDraftTokens = 3;
/** Maximum length of a draft, in tokens. */
const maxDraftTokens = 15;

/** Number of steps of each size that are kept: the median of a few steps follows the current load. */
const maxRecentSteps = 3;

/**
 * Maximum number of consecutive steps with drafts before one without: the cost of the latter
 * changes with the machine's load.
 */
const maxDraftStreak = 16;

/** Maximum loss by drafting before it pauses, in steps of one token. */
const maxLossSteps = 2;
/** Loss that is already counted when drafting resumes after a pause, in steps of one token. */
const lossAfterPauseSteps = 1;
/**
 * Maximum gain that counts, in steps of one token: earlier gains do not predict those in the
 * present text.
 */
const maxGainSteps = 4;

/**
 * Length of a pause after drafting didn't pay, in steps without drafts: first, and at most after
 * repeated attempts failed.
 */
const minPauseSteps = 16;
const maxPauseSteps = 128;

/** One step of decoding. */
export interface DecodingStep {
  /** Number of evaluated tokens: one, and the draft tokens. */
  readonly batchTokens: number;
  /** Number of draft tokens that would have been sampled. The step sampled one more token. */
  readonly acceptedTokens: number;
  /** Duration, drafting included. */
  readonly ms: number;
}

/**
 * Current cost of decoding steps by size, with one model on this machine. Keep it as long as the
 * model, so that not every generation begins with measurements.
 */
export class StepCosts {
  readonly #recent = new Map<number, readonly number[]>();
  /** Steps with drafts since the last one without; infinite before the first. */
  #streak = Infinity;

  record({ batchTokens, ms }: DecodingStep): void {
    this.#streak = batchTokens === 1 ? 0 : this.#streak + 1;
    const recent = this.#recent.get(batchTokens) ?? [];
    this.#recent.set(batchTokens, [...recent, ms].slice(-maxRecentSteps));
  }

  /** True where the next step should go without a draft, for comparison. */
  get isBaselineDue(): boolean {
    return this.#streak >= maxDraftStreak;
  }

  /**
   * Returns the duration of a step in milliseconds, as the median of the last few; undefined where
   * there were none.
   */
  getMedianMs(batchTokens: number): number | undefined {
    const sorted = this.#recent.get(batchTokens)?.toSorted((one, other) => one - other);
    return sorted?.[sorted.length >> 1];
  }
}

/**
 * Adaptive number of draft tokens for the next step with a model: more while drafts are accepted,
 * few after a miss, and none for a while once drafting has taken longer than sampling the same
 * tokens one by one. The possible loss is bounded, whatever is drafted.
 */
export class DraftLength {
  readonly #costs: StepCosts;
  #length = minDraftTokens;
  /** Time saved by drafting, in ms. */
  #savedMs = 0;
  /** Number of steps without drafts left in the current pause. */
  #pauseSteps = 0;
  #nextPauseSteps = minPauseSteps;

  constructor(costs: StepCosts) {
    this.#costs = costs;
  }

  /** Maximum number of draft tokens for the next step; 0: none. */
  get next(): number {
    return this.#costs.isBaselineDue || this.#pauseSteps > 0 ? 0 : this.#length;
  }

  recordStep(step: DecodingStep): void {
    this.#costs.record(step);
    if (step.batchTokens === 1) {
      this.#pauseSteps = Math.max(0, this.#pauseSteps - 1);
      return;
    }
    const isHit = step.acceptedTokens === step.batchTokens - 1;
    this.#length = isHit ? Math.min(maxDraftTokens, this.#length * 2 + 1) : minDraftTokens;
    this.#updateSavings(step);
  }

  #updateSavings({ batchTokens, acceptedTokens, ms }: DecodingStep): void {
    const singleStepMs = this.#costs.getMedianMs(1) ?? 0;
    const savedMs =
      (acceptedTokens + 1) * singleStepMs - (this.#costs.getMedianMs(batchTokens) ?? ms);
    this.#savedMs = Math.min(this.#savedMs + savedMs, maxGainSteps * singleStepMs);
    if (savedMs > 0) this.#nextPauseSteps = minPauseSteps;
    if (this.#savedMs < -maxLossSteps * singleStepMs) this.#pauseDrafting();
  }

  #pauseDrafting(): void {
    this.#pauseSteps = this.#nextPauseSteps;
    this.#nextPauseSteps = Math.min(maxPauseSteps, this.#nextPauseSteps * 2);
    this.#length = minDraftTokens;
    this.#savedMs = -lossAfterPauseSteps * (this.#costs.getMedianMs(1) ?? 0);
  }
}
