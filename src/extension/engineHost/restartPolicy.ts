/** Waits before the first, second, … restart in a row, in ms. */
const delaysMs = [0, 1_000, 5_000, 15_000] as const;

/** Time after which an earlier crash no longer counts, in ms. */
const crashExpiryMs = 3 * 60_000;

/**
 * Delays of restarts after crashes of the engine: none for the first, a longer one for each further
 * crash, and no restart when the engine keeps crashing.
 */
export class RestartPolicy {
  #crashTimesMs: number[] = [];

  /**
   * Counts a crash and returns the delay of the restart.
   *
   * @param nowMs time of any clock, in ms.
   * @returns delay before the restart, in ms; undefined when the engine is not to be restarted.
   */
  recordCrash(nowMs: number): number | undefined {
    this.#crashTimesMs = this.#crashTimesMs.filter((crashMs) => nowMs - crashMs < crashExpiryMs);
    const delay = delaysMs[this.#crashTimesMs.length];
    this.#crashTimesMs.push(nowMs);
    return delay;
  }

  /** Forgets earlier crashes, when the user requests a start. */
  reset(): void {
    this.#crashTimesMs = [];
  }
}
