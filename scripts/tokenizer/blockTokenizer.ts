import type { Token, Tokenizer } from './tokenizer.ts';

/**
 * Tokenizes texts that differ in a few lines, block by block: tokens of blocks are cached.
 *
 * A block begins at a line that starts with a character other than white space. No token spans
 * such a boundary: SentencePiece vocabularies have no pieces across line ends, and the pre-tokenizers
 * of GPT-2, Qwen and Llama 3 end a run of white space there.
 */
export class BlockTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #cache = new Map<string, readonly Token[]>();

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** Returns the tokens of a text. @param isContinuation true for no dummy space at the start. */
  tokenize(text: string, isContinuation = false): Token[] {
    return text
      .split(/(?<=\n)(?=\S)/)
      .flatMap((block, index) => this.#tokenizeBlock(block, isContinuation || index > 0));
  }

  #tokenizeBlock(block: string, isContinuation: boolean): readonly Token[] {
    const key = `${isContinuation ? '+' : '^'}${block}`;
    let tokens = this.#cache.get(key);
    if (tokens === undefined) {
      tokens = isContinuation
        ? this.#tokenizer.tokenizeContinuation(block)
        : this.#tokenizer.tokenize(block);
      this.#cache.set(key, tokens);
    }
    return tokens;
  }
}
