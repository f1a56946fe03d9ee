/** Tokens drafted at first, and again after a miss. */
const minDraft = 3;
/** Maximum length of a draft, in tokens. */
const maxDraft = 15;

/** Steps of one size that are remembered: the median of few is true to the load of the moment. */
const remembered = 3;

/** Steps with drafts in a row before one without: what it costs changes with the machine's load. */
const maxStreak = 16;

/** Maximum loss by drafting before it pauses, in steps of one token. */
const maxLoss = 2;
/** Loss that counts already when drafting is tried again after a pause, in steps of one token. */
const lossAfterPause = 1;
/** Maximum gain that counts, in steps of one token: earlier gains say nothing about the present text. */
const maxGain = 4;

/** Steps without drafts when drafting didn't pay: at first, and when trying again keeps failing. */
const minPause = 16;
const maxPause = 128;

/** One step of decoding. */
export interface DecodingStep {
  /** Tokens that were evaluated: one, and those that were drafted. */
  readonly batchTokens: number;
  /** Of the drafted tokens, those that would have been sampled. The step drew one more. */
  readonly acceptedTokens: number;
  /** Duration, drafting included. */
  readonly ms: number;
}

/**
 * What steps of each size cost with this model on this machine now. To be kept as long as the
 * model, so that not every generation begins by measuring.
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

  /** Milliseconds of a step, the median of the last few; undefined where there were none. */
  of(batchTokens: number): number | undefined {
    const sorted = this.#recent.get(batchTokens)?.toSorted((one, other) => one - other);
    return sorted?.[sorted.length >> 1];
  }
}

/**
 * Decides how many tokens are drafted for the next step with a model: more as drafts prove
 * right, few after a miss, and none for a while once drafting has taken longer than sampling the
 * same tokens one by one. What it can lose is bounded, whatever is drafted.
 */
export class DraftLength {
  readonly #costs: StepCosts;
  #length = minDraft;
  /** Time saved by drafting, in ms. */
  #saved = 0;
  /** Steps without drafts that are left of a pause. */
  #pause = 0;
  #nextPause = minPause;

  constructor(costs: StepCosts) {
    this.#costs = costs;
  }

  /** Maximum number of tokens to draft for the next step; 0: none. */
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
