/** Time for which an answer of the system is valid, in ms. */
const freshMs = 60_000;

/**
 * Determines whether the machine runs on battery, without waiting for the system: returns its last
 * answer and requests a new one in the background.
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

  /** Returns the last answer, false before the first. Requests a new one after a minute. */
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
