/** Notices that nothing has come for too long. */
export class IdleWatch {
  readonly #controller = new AbortController();
  readonly #timeoutMs: number;
  readonly #reason: () => Error;
  #timer: NodeJS.Timeout | undefined;

  /** Starts at once. `reason` becomes the reason of `signal` after `timeoutMs` without a sign. */
  constructor(timeoutMs: number, reason: () => Error) {
    this.#timeoutMs = timeoutMs;
    this.#reason = reason;
    this.resume();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The clock stands still, for as long as it isn't the network that is waited for. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** The clock runs anew from zero. */
  resume(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#controller.abort(this.#reason());
    }, this.#timeoutMs);
  }
}
