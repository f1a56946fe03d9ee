/** How far a download is. */
export interface DownloadProgress {
  /** `checking`: what is on disk already is being hashed; then come the bytes of the network. */
  readonly phase: 'checking' | 'receiving';
  /** Bytes of the file that are there, or that are checked. */
  readonly receivedBytes: number;
  readonly totalBytes: number;
  /** Over the last seconds; 0 until it is known. */
  readonly bytesPerSecond: number;
}

export interface ProgressMeterOptions {
  readonly totalBytes: number;
  readonly report: (progress: DownloadProgress) => void;
  /** Least time between two reports, in ms. */
  readonly intervalMs: number;
  /** Over how long the speed is taken, in ms. */
  readonly speedWindowMs?: number;
  /** A clock in ms that never goes back. */
  readonly now?: () => number;
}

/** Turns a count that changes thousands of times a second into a few reports with a speed. */
export class ProgressMeter {
  readonly #options: Required<ProgressMeterOptions>;
  #phase: DownloadProgress['phase'] = 'checking';
  #samples: { atMs: number; bytes: number }[] = [];
  #reportedAtMs = -Infinity;

  constructor(options: ProgressMeterOptions) {
    this.#options = {
      speedWindowMs: 5000,
      now: () => performance.now(),
      ...options,
    };
  }

  /** Enters a phase, or starts it anew, with `bytes` there: these don't count for the speed. */
  begin(phase: DownloadProgress['phase'], bytes: number): void {
    this.#phase = phase;
    this.#samples = [{ atMs: this.#options.now(), bytes }];
    this.#report(bytes, this.#options.now());
  }

  /** `bytes` are there now. Reports when the last report is long enough ago, or all is there. */
  update(bytes: number): void {
    const nowMs = this.#options.now();
    const due = nowMs - this.#reportedAtMs >= this.#options.intervalMs;
    if (due || bytes === this.#options.totalBytes) this.#report(bytes, nowMs);
  }

  #report(bytes: number, nowMs: number): void {
    this.#reportedAtMs = nowMs;
    this.#samples.push({ atMs: nowMs, bytes });
    // One sample from before the window stays, so that the speed covers all of it.
    while ((this.#samples[1]?.atMs ?? Infinity) <= nowMs - this.#options.speedWindowMs) {
      this.#samples.shift();
    }
    const oldest = this.#samples[0] ?? { atMs: nowMs, bytes };
    const elapsedMs = nowMs - oldest.atMs;
    this.#options.report({
      phase: this.#phase,
      receivedBytes: bytes,
      totalBytes: this.#options.totalBytes,
      bytesPerSecond: elapsedMs > 0 ? ((bytes - oldest.bytes) / elapsedMs) * 1000 : 0,
    });
  }
}
