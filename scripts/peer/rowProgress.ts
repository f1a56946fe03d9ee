import { printProgress } from '../progress.ts';

/** Interval between two lines of progress, in ms. */
const intervalMs = 10_000;

/** Progress of a row: prints its latest state on standard error every ten seconds. */
export class RowProgress {
  readonly #title: string;
  readonly #startedMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #print: (line: string) => void;
  #state = 'starting';

  /** @param title names the trace and the row. */
  constructor(title: string, print = printProgress) {
    this.#title = title;
    this.#print = print;
    this.#printState();
    this.#timer = setInterval(() => this.#printState(), intervalMs);
  }

  /** Sets the state that the next line prints. */
  update(state: string): void {
    this.#state = state;
  }

  /** Prints the last line. */
  end(state: string): void {
    clearInterval(this.#timer);
    this.#state = state;
    this.#printState();
  }

  #printState(): void {
    const seconds = (performance.now() - this.#startedMs) / 1000;
    this.#print(`${this.#title}: ${this.#state} (${seconds.toFixed(0)} s)`);
  }
}
