const isSpace = /\s/;

/** Number of characters that are kept: slightly more than the longest keyword before a `/`. */
const maxCharacters = 13;

/** Maximum number of pieces of code that are kept before they are joined. */
const maxPieces = 256;

/**
 * End of the scanned code, which determines what a `/` begins. It is read rarely and arrives in
 * many pieces, so the pieces are joined when it is read.
 */
export class LastCode {
  #text: string;
  #pieces: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Appends a piece of code. */
  append(piece: string): void {
    this.#pieces.push(piece);
    if (this.#pieces.length > maxPieces) this.#joinPieces();
  }

  /** Replaces the end by a sign that stands for a whole element, such as a string. */
  replace(sign: string): void {
    this.#text = sign;
    this.#pieces = [];
  }

  /** Last characters of the code, with a single blank kept after each word. */
  get text(): string {
    this.#joinPieces();
    return this.#text;
  }

  #joinPieces(): void {
    const text = this.#pieces.join('');
    let start = text.length;
    for (let characters = 0; start > 0 && characters <= maxCharacters;) {
      start--;
      if (!isSpace.test(text.charAt(start))) characters++;
    }
    for (const character of text.slice(start)) {
      if (!isSpace.test(character))
        this.#text = `${this.#text.slice(1 - maxCharacters)}${character}`;
      // The blank ends a word, so that the next characters are not a part of it.
      else if (/\w$/.test(this.#text)) this.#text += ' ';
    }
    this.#pieces = [];
  }
}
