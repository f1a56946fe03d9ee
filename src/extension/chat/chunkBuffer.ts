/**
 * Buffers the pieces of a stream and emits them together, so that a fast model doesn't cause a
 * message for each token. The first piece waits too, since 30 ms are not noticeable.
 */
export class ChunkBuffer {
  readonly #emit: (text: string) => void;
  readonly #intervalMs: number;
  #bufferedText = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param emit receives the buffered text, which is never empty. */
  constructor(emit: (text: string) => void, intervalMs = 30) {
    this.#emit = emit;
    this.#intervalMs = intervalMs;
  }

  /** Adds a piece, which is emitted within the interval. */
  push(text: string): void {
    this.#bufferedText += text;
    this.#timer ??= setTimeout(() => {
      this.flush();
    }, this.#intervalMs);
  }

  /** Emits the buffered text at once. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#bufferedText;
    this.#bufferedText = '';
    if (text !== '') this.#emit(text);
  }
}
