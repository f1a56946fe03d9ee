/** How long an answer of the system counts, in ms. */
const freshMs = 60_000;

/**
 * Knows whether the machine runs on battery, without waiting for the system: what it said last
 * counts, and it is asked again in the background.
 */
export class BatteryWatch {
  readonly #ask: () => Promise<boolean>;
  readonly #now: () => number;
  readonly #changed: () => void;
  #isOnBattery = false;
  #askedMs = -Infinity;

  /**
   * @param ask must not reject.
   * @param changed called when an answer differs from the one before.
   */
  constructor(ask: () => Promise<boolean>, now: () => number, changed: () => void) {
    this.#ask = ask;
    this.#now = now;
    this.#changed = changed;
  }

  /** As of the last minute or so; no until the system has answered for the first time. */
  isOnBattery(): boolean {
    if (this.#now() - this.#askedMs >= freshMs) {
      this.#askedMs = this.#now();
      void this.#ask().then((answer) => {
        const isChanged = answer !== this.#isOnBattery;
        this.#isOnBattery = answer;
        if (isChanged) this.#changed();
      });
    }
    return this.#isOnBattery;
  }
}
