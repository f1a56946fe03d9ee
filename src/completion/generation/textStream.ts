/** What stands for bytes that aren't a whole character yet. */
const replacementCharacter = '\uFFFD';

/** Most tokens that are held back for a character; UTF-8 needs four bytes at the most. */
const maxPending = 4;

/** Turns tokens into text. */
export type Detokenize = (tokens: readonly number[], before: readonly number[]) => string;

/**
 * Joins tokens to text as they come. A character may be spread over several byte tokens; it is
 * held back until it is whole, so that no half of it is ever shown.
 *
 * A replacement character (U+FFFD) that the model itself writes can't be told from half a character;
 * it is shown with what follows it, and not at all at the end of a text.
 */
export class TextStream {
  readonly #detokenize: Detokenize;
  #before: number[];
  #pending: number[] = [];
  #text = '';

  /** @param before the last tokens before the first one: they decide about its leading space. */
  constructor(detokenize: Detokenize, before: readonly number[]) {
    this.#detokenize = detokenize;
    this.#before = before.slice(-maxPending);
  }

  /** All text so far, in whole characters. */
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
