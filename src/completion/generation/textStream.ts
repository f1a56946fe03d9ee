/** Replacement for bytes of an incomplete character. */
const replacementCharacter = '\uFFFD';

/** Maximum number of tokens that wait for a complete character; UTF-8 needs at most four bytes. */
const maxPending = 4;

/** Turns tokens into text. */
export type Detokenize = (tokens: readonly number[], before: readonly number[]) => string;

/**
 * Incremental detokenizer. A character may be spread over several byte tokens; these stay pending
 * until the character is complete, so that no part of it is ever shown.
 *
 * A replacement character (U+FFFD) that the model generates can't be distinguished from an
 * incomplete character; it is shown with the text after it, and not at all at the end of a text.
 */
export class TextStream {
  readonly #detokenize: Detokenize;
  #before: number[];
  #pending: number[] = [];
  #text = '';

  /** @param before last tokens before the first one: they determine whether it keeps its leading space. */
  constructor(detokenize: Detokenize, before: readonly number[]) {
    this.#detokenize = detokenize;
    this.#before = before.slice(-maxPending);
  }

  /** Text so far, in complete characters. */
  get text(): string {
    return this.#text;
  }

  /** Adds a token and returns the text that it completed. */
  push(token: number): string {
    this.#pending.push(token);
    const piece = this.#detokenize(this.#pending, this.#before);
    if (piece.endsWith(replacementCharacter) && this.#pending.length < maxPending) return '';
    this.#before = [...this.#before, ...this.#pending].slice(-maxPending);
    this.#pending = [];
    this.#text += piece;
    return piece;
  }
}
