/** Number of draft tokens at first, and again after a miss. */
const minDraft = 3;
/** Maximum length of a draft, in tokens. */
const maxDraft = 15;

/** Number of steps of each size that are kept: the median of a few steps follows the current load. */
const remembered = 3;

/**
 * Maximum number of consecutive steps with drafts before one without: the cost of the latter
 * changes with the machine's load.
 */
const maxStreak = 16;

/** Maximum loss by drafting before it pauses, in steps of one token. */
const maxLoss = 2;
/** Loss that is already counted when drafting resumes after a pause, in steps of one token. */
const lossAfterPause = 1;
/**
 * Maximum gain that counts, in steps of one token: earlier gains do not predict those in the
 * present text.
 */
const maxGain = 4;

/**
 * Length of a pause after drafting didn't pay, in steps without drafts: first, and at most after
 * repeated attempts failed.
 */
const minPause = 16;
const maxPause = 128;

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

  measured({ batchTokens, ms }: DecodingStep): void {
    this.#streak = batchTokens === 1 ? 0 : this.#streak + 1;
    const recent = this.#recent.get(batchTokens) ?? [];
    this.#recent.set(batchTokens, [...recent, ms].slice(-remembered));
  }

  /** True where the next step should go without a draft, for comparison. */
  get lackComparison(): boolean {
    return this.#streak >= maxStreak;
  }

  /**
   * Returns the duration of a step in milliseconds, as the median of the last few; undefined where
   * there were none.
   */
  of(batchTokens: number): number | undefined {
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
  #length = minDraft;
  /** Time saved by drafting, in ms. */
  #saved = 0;
  /** Number of steps without drafts left in the current pause. */
  #pause = 0;
  #nextPause = minPause;

  constructor(costs: StepCosts) {
    this.#costs = costs;
  }

  /** Maximum number of draft tokens for the next step; 0: none. */
  get next(): number {
    return this.#costs.lackComparison || this.#pause > 0 ? 0 : this.#length;
  }

  stepped(step: DecodingStep): void {
    this.#costs.measured(step);
    if (step.batchTokens === 1) {
      this.#pause = Math.max(0, this.#pause - 1);
      return;
    }
    const isHit = step.acceptedTokens === step.batchTokens - 1;
    this.#length = isHit ? Math.min(maxDraft, this.#length * 2 + 1) : minDraft;
    this.#judge(step);
  }

  #judge({ batchTokens, acceptedTokens, ms }: DecodingStep): void {
    const oneToken = this.#costs.of(1) ?? 0;
    const saved = (acceptedTokens + 1) * oneToken - (this.#costs.of(batchTokens) ?? ms);
    this.#saved = Math.min(this.#saved + saved, maxGain * oneToken);
    if (saved > 0) this.#nextPause = minPause;
    if (this.#saved < -maxLoss * oneToken) this.#pauseDrafting();
  }

  #pauseDrafting(): void {
    this.#pause = this.#nextPause;
    this.#nextPause = Math.min(maxPause, this.#nextPause * 2);
    this.#length = minDraft;
    this.#saved = -lossAfterPause * (this.#costs.of(1) ?? 0);
  }
}
