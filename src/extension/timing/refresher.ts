/** Repeats work on request, one run at a time; requests during a run are merged into one. */
export class Refresher {
  readonly #work: () => Promise<void>;
  #isWanted = false;
  #isRunning = false;

  /** @param work must not reject. */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Requests a run of the work with the present state. */
  request(): void {
    this.#isWanted = true;
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#takeRequest()) await this.#work();
    this.#isRunning = false;
  }

  #takeRequest(): boolean {
    const isWanted = this.#isWanted;
    this.#isWanted = false;
    return isWanted;
  }
}
