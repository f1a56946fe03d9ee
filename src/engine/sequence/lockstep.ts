import type { RunStep } from './prefill.ts';

/**
 * Lets several sequences of one context advance side by side: all take a step before any takes the
 * next, one after another. Steps that the library puts into one batch would read the model's weights
 * once for all, but then a sequence now and then sampled from what another one was given.
 */
export class Lockstep {
  #members: number;
  #waiting: (() => void)[] = [];
  #last: Promise<unknown> = Promise.resolve();

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
    const result = this.#last.then(step);
    this.#last = result.catch(() => undefined);
    return result;
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
