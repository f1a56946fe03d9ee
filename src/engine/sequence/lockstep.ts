import type { RunStep } from './prefill.ts';

/**
 * Lets several sequences of one context take their steps at the same time, so that each step of
 * theirs is one batch: one reading of the model's weights for all. Left to themselves they drift
 * apart, for what follows a step takes one longer than another.
 */
export class Lockstep {
  #members: number;
  #waiting: (() => void)[] = [];

  /** @param members that take steps; each leaves when it takes none any more. */
  constructor(members: number) {
    this.#members = members;
  }

  /** Runs a member's step when all members have come to theirs. */
  readonly runStep: RunStep = async (step) => {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#release();
    });
    return step();
  };

  /** A member takes no more steps: the others don't wait for it. */
  leave(): void {
    this.#members--;
    this.#release();
  }

  #release(): void {
    if (this.#waiting.length < this.#members) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
