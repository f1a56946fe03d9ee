/** Aborts a signal when no data has arrived within a timeout. */
export class IdleWatch {
  readonly #controller = new AbortController();
  readonly #timeoutMs: number;
  readonly #createError: () => Error;
  #timer: NodeJS.Timeout | undefined;

  /** Starts the timer. After `timeoutMs`, `signal` is aborted with the error that `reason` returns. */
  constructor(timeoutMs: number, createError: () => Error) {
    this.#timeoutMs = timeoutMs;
    this.#createError = createError;
    this.resume();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops the timer, for as long as the caller does not wait for the network. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Restarts the timer from zero. */
  resume(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#controller.abort(this.#createError());
    }, this.#timeoutMs);
  }
}
