/**
 * The pieces of a vocabulary as a trie: all tokens sorted by their bytes, so that those that begin
 * alike are neighbours. What a node of a trie is, is a range here.
 *
 * Texts are byte strings: a character for each byte of the text's UTF-8 (`utf8Of`).
 */
export class VocabularyTrie {
  /** Byte strings in order, and the tokens that stand for them. */
  readonly #pieces: readonly string[];
  readonly #tokens: readonly number[];
  readonly #pieceOf: readonly string[];
  readonly #longest: number;

  /** @param pieces the byte string of each token; '' for tokens that stand for no text. */
  constructor(pieces: readonly string[]) {
    const tokens = [...pieces.keys()].filter((token) => pieces[token] !== '');
    tokens.sort((one, other) => compare(pieces[one] ?? '', pieces[other] ?? '') || one - other);
    this.#pieceOf = pieces;
    this.#tokens = tokens;
    this.#pieces = tokens.map((token) => pieces[token] ?? '');
    this.#longest = this.#pieces.reduce((most, { length }) => Math.max(most, length), 0);
  }

  /** Bytes of the longest piece. */
  get longest(): number {
    return this.#longest;
  }

  /** The bytes that a token stands for; '' for none. */
  pieceOf(token: number): string {
    return this.#pieceOf[token] ?? '';
  }

  /** The bytes that tokens stand for together. */
  textOf(tokens: readonly number[]): string {
    return tokens.map((token) => this.pieceOf(token)).join('');
  }

  /** The tokens whose pieces begin with these bytes, those that equal them included. */
  startingWith(bytes: string): readonly number[] {
    const [start, end] = this.#rangeOf(bytes);
    return this.#tokens.slice(start, end);
  }

  /** The tokens whose pieces are a beginning of these bytes, and shorter. */
  beginningsOf(bytes: string): readonly number[] {
    const found: number[] = [];
    for (let length = 1; length < Math.min(bytes.length, this.#longest + 1); length++) {
      const beginning = bytes.slice(0, length);
      const start = this.#firstFrom(beginning);
      for (let at = start; this.#pieces[at] === beginning; at++) found.push(this.#tokens[at] ?? 0);
    }
    return found;
  }

  /** Returns whether some piece begins with these bytes and is longer. */
  hasLonger(bytes: string): boolean {
    const [start, end] = this.#rangeOf(bytes);
    // Sorted: the longest of those that begin alike is not among the first, which equal them.
    return end > start && (this.#pieces[end - 1]?.length ?? 0) > bytes.length;
  }

  #rangeOf(bytes: string): readonly [start: number, end: number] {
    // Behind all that begin with these bytes: no byte is above 0xff.
    return [this.#firstFrom(bytes), this.#firstFrom(`${bytes}\u0100`)];
  }

  /** Index of the first piece that isn't before these bytes. */
  #firstFrom(bytes: string): number {
    let [from, to] = [0, this.#pieces.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (compare(this.#pieces[middle] ?? '', bytes) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
