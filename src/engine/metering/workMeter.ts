import type { WorkCounts } from '../protocol.ts';

/** Purpose of an evaluation. */
export type Purpose = Exclude<keyof WorkCounts, 'discarded'>;

/**
 * Counts the tokens that go through a model, each once, under the purpose of the work that has the
 * model. Passes of a draft model are not counted: they are another model's.
 */
export class WorkMeter {
  readonly #counts: Record<keyof WorkCounts, number> = {
    prompt: 0,
    prefetch: 0,
    repair: 0,
    decode: 0,
    speculative: 0,
    discarded: 0,
  };
  #purpose: Purpose = 'prompt';

  /** Numbers of tokens since the model was loaded. */
  get counts(): WorkCounts {
    return { ...this.#counts };
  }

  /**
   * Runs a piece of work and counts what it evaluates under a purpose. Pieces may be nested, but
   * don't overlap: the caller has exclusive use of the model.
   */
  async countAs<Result>(purpose: Purpose, work: () => Promise<Result>): Promise<Result> {
    const outer = this.#purpose;
    this.#purpose = purpose;
    try {
      return await work();
    } finally {
      this.#purpose = outer;
    }
  }

  /** Purpose of the work that has the model. */
  get purpose(): Purpose {
    return this.#purpose;
  }

  /** Counts tokens that were evaluated, or will be with the next ones. */
  countEvaluated(tokens: number): void {
    this.#counts[this.#purpose] += tokens;
  }

  /** Subtracts tokens that were counted under a purpose but dropped before they were evaluated. */
  subtractDropped(tokens: number, purpose: Purpose): void {
    this.#counts[purpose] -= tokens;
  }

  /** Counts tokens as discarded that were evaluated just now and are erased again, or evaluated twice. */
  countDiscarded(tokens: number): void {
    this.#counts[this.#purpose] -= tokens;
    this.#counts.discarded += tokens;
  }
}
