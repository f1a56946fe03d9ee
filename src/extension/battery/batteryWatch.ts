/** How long an answer of the system counts, in ms. */
const freshMs = 60_000;

/**
 * Knows whether the machine runs on battery, without waiting for the system: what it said last
 * counts, and it is asked again in the background.
 */
export class BatteryWatch {
  readonly #ask: () => Promise<boolean>;
  readonly #now: () => number;
  #isOnBattery = false;
  #askedMs = -Infinity;

  /** @param ask never rejects. */
  constructor(ask: () => Promise<boolean>, now: () => number) {
    this.#ask = ask;
    this.#now = now;
  }

  /** As of the last minute or so; no until the system has answered for the first time. */
  isOnBattery(): boolean {
    if (this.#now() - this.#askedMs >= freshMs) {
      this.#askedMs = this.#now();
      void this.#ask().then((answer) => {
        this.#isOnBattery = answer;
      });
    }
    return this.#isOnBattery;
  }
}
