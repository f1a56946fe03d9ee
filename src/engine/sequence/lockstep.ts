import type { RunStep } from './prefill.ts';

/**
 * Advances several sequences of one context side by side: all take a step, one after another, before
 * any takes the next. If the library put the steps into one batch, it would read the model's weights
 * once for all, but then a sequence sometimes sampled from the input of another one.
 */
export class Lockstep {
  #memberCount: number;
  #resolvers: (() => void)[] = [];
  #last: Promise<unknown> = Promise.resolve();

  /** @param memberCount number of members that take steps; each calls `leave` when it takes no more. */
  constructor(memberCount: number) {
    this.#memberCount = memberCount;
  }

  /** Runs a member's step when all members are ready for theirs. */
  readonly runStep: RunStep = async (step) => {
    await new Promise<void>((resolve) => {
      this.#resolvers.push(resolve);
      this.#release();
    });
    const result = this.#last.then(step);
    this.#last = result.catch(() => undefined);
    return result;
  };

  /** Removes a member that takes no more steps, so that the others don't wait for it. */
  leave(): void {
    this.#memberCount--;
    this.#release();
  }

  #release(): void {
    if (this.#resolvers.length < this.#memberCount) return;
    for (const resolve of this.#resolvers.splice(0)) resolve();
  }
}
