/** Time for which an answer of the system is valid, in ms. */
const maxAnswerAgeMs = 60_000;

/**
 * Determines whether the machine runs on battery, without waiting for the system: returns its last
 * answer and requests a new one in the background.
 */
export class BatteryWatch {
  readonly #query: () => Promise<boolean>;
  readonly #now: () => number;
  readonly #onChange: () => void;
  #isOnBattery = false;
  #lastQueryMs = -Infinity;

  /**
   * @param query must not reject.
   * @param onChange called when an answer differs from the one before.
   */
  constructor(query: () => Promise<boolean>, now: () => number, onChange: () => void) {
    this.#query = query;
    this.#now = now;
    this.#onChange = onChange;
  }

  /** Returns the last answer, false before the first. Requests a new one after a minute. */
  isOnBattery(): boolean {
    if (this.#now() - this.#lastQueryMs >= maxAnswerAgeMs) {
      this.#lastQueryMs = this.#now();
      void this.#query().then((answer) => {
        const isChanged = answer !== this.#isOnBattery;
        this.#isOnBattery = answer;
        if (isChanged) this.#onChange();
      });
    }
    return this.#isOnBattery;
  }
}
