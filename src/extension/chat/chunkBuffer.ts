/**
 * Gathers the pieces of a stream and hands them on together, so that a fast model doesn't send a
 * message for each token. The first piece waits as well; nobody sees thirty milliseconds.
 */
export class ChunkBuffer {
  readonly #emit: (text: string) => void;
  readonly #intervalMs: number;
  #held = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param emit gets what was gathered, never an empty text. */
  constructor(emit: (text: string) => void, intervalMs = 30) {
    this.#emit = emit;
    this.#intervalMs = intervalMs;
  }

  /** Takes a piece; it is handed on within the interval. */
  push(text: string): void {
    this.#held += text;
    this.#timer ??= setTimeout(() => {
      this.flush();
    }, this.#intervalMs);
  }

  /** Hands on what is held, now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#held;
    this.#held = '';
    if (text !== '') this.#emit(text);
  }
}
