/** Progress of a download. */
export interface DownloadProgress {
  /** `checking` while the bytes on disk are hashed, then `receiving`. */
  readonly phase: 'checking' | 'receiving';
  /** Bytes of the file that are received, or checked in the phase `checking`. */
  readonly receivedBytes: number;
  readonly totalBytes: number;
  /** Speed over the last seconds; 0 until it is known. */
  readonly bytesPerSecond: number;
}

export interface ProgressMeterOptions {
  readonly totalBytes: number;
  readonly report: (progress: DownloadProgress) => void;
  /** Minimum time between two reports, in ms. */
  readonly intervalMs: number;
  /** Period over which the speed is measured, in ms. */
  readonly speedWindowMs?: number;
  /** Monotonic clock, in ms. */
  readonly now?: () => number;
}

/** Reduces a count that changes thousands of times a second to a few reports with a speed. */
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

  /** Starts or restarts a phase. The initial `bytes` don't count for the speed. */
  begin(phase: DownloadProgress['phase'], bytes: number): void {
    this.#phase = phase;
    this.#samples = [{ atMs: this.#options.now(), bytes }];
    this.#report(bytes, this.#options.now());
  }

  /** Updates the count. Reports it when the interval has passed or the file is complete. */
  update(bytes: number): void {
    const nowMs = this.#options.now();
    const isDue = nowMs - this.#reportedAtMs >= this.#options.intervalMs;
    if (isDue || bytes === this.#options.totalBytes) this.#report(bytes, nowMs);
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
