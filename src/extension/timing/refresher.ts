/** Repeats work on request, one run at a time; requests during a run are merged into one. */
export class Refresher {
  readonly #task: () => Promise<void>;
  #isRequested = false;
  #isRunning = false;

  /** @param task must not reject. */
  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  /** Requests a run of the work with the present state. */
  request(): void {
    this.#isRequested = true;
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#takeRequest()) await this.#task();
    this.#isRunning = false;
  }

  #takeRequest(): boolean {
    const isRequested = this.#isRequested;
    this.#isRequested = false;
    return isRequested;
  }
}
