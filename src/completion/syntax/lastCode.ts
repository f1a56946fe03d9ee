const isSpace = /\s/;

/** Characters that are remembered: some more than the longest word that tells. */
const remembered = 13;

/** Pieces of code that are kept until somebody asks for their end. */
const maxPieces = 256;

/**
 * What code ends with, which decides what a `/` begins. It is asked for seldom and comes in many
 * pieces: they are put together when it is asked for.
 */
export class LastCode {
  #text: string;
  #pieces: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Code that goes on. */
  saw(piece: string): void {
    this.#pieces.push(piece);
    if (this.#pieces.length > maxPieces) this.#putTogether();
  }

  /** Something was passed of which only the sign is told, not what it is made of. */
  sawOther(sign: string): void {
    this.#text = sign;
    this.#pieces = [];
  }

  /** The last characters of the code; of the blanks between them one behind each word. */
  get text(): string {
    this.#putTogether();
    return this.#text;
  }

  #putTogether(): void {
    const text = this.#pieces.join('');
    let start = text.length;
    for (let signs = 0; start > 0 && signs <= remembered;) {
      start--;
      if (!isSpace.test(text.charAt(start))) signs++;
    }
    for (const character of text.slice(start)) {
      if (!isSpace.test(character)) this.#text = `${this.#text.slice(1 - remembered)}${character}`;
      // A word ends here: what follows is not a part of it.
      else if (/\w$/.test(this.#text)) this.#text += ' ';
    }
    this.#pieces = [];
  }
}
