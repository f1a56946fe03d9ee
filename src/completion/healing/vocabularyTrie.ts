/**
 * Trie of the pieces of a vocabulary: all tokens sorted by their bytes, so that tokens with the same
 * beginning are adjacent. A range of tokens represents a node.
 *
 * Texts are byte strings: a character for each byte of the text's UTF-8 (`utf8Of`).
 */
export class VocabularyTrie {
  /** Byte strings in order; `#tokens` has their tokens. */
  readonly #pieces: readonly string[];
  readonly #tokens: readonly number[];
  readonly #piecesByToken: readonly string[];
  readonly #maxPieceBytes: number;

  /** @param pieces byte string of each token; '' for tokens without text. */
  constructor(pieces: readonly string[]) {
    const tokens = [...pieces.keys()].filter((token) => pieces[token] !== '');
    tokens.sort((one, other) => compare(pieces[one] ?? '', pieces[other] ?? '') || one - other);
    this.#piecesByToken = pieces;
    this.#tokens = tokens;
    this.#pieces = tokens.map((token) => pieces[token] ?? '');
    this.#maxPieceBytes = this.#pieces.reduce((max, { length }) => Math.max(max, length), 0);
  }

  /** Length of the longest piece, in bytes. */
  get maxPieceBytes(): number {
    return this.#maxPieceBytes;
  }

  /** Returns the bytes of a token; '' for none. */
  getPiece(token: number): string {
    return this.#piecesByToken[token] ?? '';
  }

  /** Returns the concatenated bytes of tokens. */
  joinPieces(tokens: readonly number[]): string {
    return tokens.map((token) => this.getPiece(token)).join('');
  }

  /** Returns the tokens whose pieces begin with these bytes or equal them. */
  findTokensStartingWith(bytes: string): readonly number[] {
    const [start, end] = this.#findRange(bytes);
    return this.#tokens.slice(start, end);
  }

  /** Returns the tokens whose pieces are a beginning of these bytes, and shorter. */
  findPrefixTokens(bytes: string): readonly number[] {
    const found: number[] = [];
    for (let length = 1; length < Math.min(bytes.length, this.#maxPieceBytes + 1); length++) {
      const beginning = bytes.slice(0, length);
      const start = this.#findLowerBound(beginning);
      for (let at = start; this.#pieces[at] === beginning; at++) found.push(this.#tokens[at] ?? 0);
    }
    return found;
  }

  /** Returns whether some piece begins with these bytes and is longer. */
  hasLonger(bytes: string): boolean {
    const [start, end] = this.#findRange(bytes);
    // In sorted order, pieces that equal these bytes come before the longer ones.
    return end > start && (this.#pieces[end - 1]?.length ?? 0) > bytes.length;
  }

  #findRange(bytes: string): readonly [start: number, end: number] {
    // The range ends after all pieces that begin with these bytes: no byte is above 0xff.
    return [this.#findLowerBound(bytes), this.#findLowerBound(`${bytes}\u0100`)];
  }

  /** Returns the index of the first piece that isn't sorted before these bytes. */
  #findLowerBound(bytes: string): number {
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
