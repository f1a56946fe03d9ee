import type { RunStep } from './prefill.ts';

/**
 * Advances several sequences of one context side by side: all take a step, one after another, before
 * any takes the next. If the library put the steps into one batch, it would read the model's weights
 * once for all, but then a sequence sometimes sampled from the input of another one.
 */
export class Lockstep {
  #members: number;
  #waiting: (() => void)[] = [];
  #last: Promise<unknown> = Promise.resolve();

  /** @param members number of members that take steps; each calls `leave` when it takes no more. */
  constructor(members: number) {
    this.#members = members;
  }

  /** Runs a member's step when all members are ready for theirs. */
  readonly runStep: RunStep = async (step) => {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#release();
    });
    const result = this.#last.then(step);
    this.#last = result.catch(() => undefined);
    return result;
  };

  /** Removes a member that takes no more steps, so that the others don't wait for it. */
  leave(): void {
    this.#members--;
    this.#release();
  }

  #release(): void {
    if (this.#waiting.length < this.#members) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
