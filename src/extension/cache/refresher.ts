/** Repeats work on request, one at a time: of the requests that come meanwhile one remains. */
export class Refresher {
  readonly #work: () => Promise<void>;
  #isWanted = false;
  #isRunning = false;

  /** @param work must not reject. */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Asks for the work to be done with what is known now. */
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
