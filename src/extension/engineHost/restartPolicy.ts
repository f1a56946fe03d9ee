/** Waits before the first, second, … restart in a row, in ms. */
const delaysMs = [0, 1_000, 5_000, 15_000] as const;

/** An engine that lived this long since its start has recovered, in ms. */
const recoveredAfterMs = 3 * 60_000;

/**
 * When to start an engine again that ended by itself: at once for the first time, later for each
 * further one, and not at all when it keeps on ending.
 */
export class RestartPolicy {
  #endings: number[] = [];

  /**
   * Counts an ending.
   *
   * @param nowMs any clock, in ms.
   * @returns how long to wait before starting again, in ms; undefined to give up.
   */
  nextDelayMs(nowMs: number): number | undefined {
    this.#endings = this.#endings.filter((endedMs) => nowMs - endedMs < recoveredAfterMs);
    const delay = delaysMs[this.#endings.length];
    this.#endings.push(nowMs);
    return delay;
  }

  /** Forgets the past; the person asked for a start. */
  reset(): void {
    this.#endings = [];
  }
}
