import { encodeUtf8 } from './utf8.ts';
import type { VocabularyTrie } from './vocabularyTrie.ts';

/** A token that a constraint allows. */
export interface AllowedToken {
  readonly token: number;
  /** Probability among the allowed tokens, 0 to 1. */
  readonly probability: number;
  /** Probability that one of the allowed tokens follows, 0 to 1. */
  readonly allowedProbability: number;
}

/** Beginning that a text must have, token by token. */
export class TextConstraint {
  readonly #trie: VocabularyTrie;
  /** Bytes that must still follow. */
  #rest: string;

  /** @param text that the sampled tokens must begin with. */
  constructor(text: string, trie: VocabularyTrie) {
    this.#trie = trie;
    this.#rest = encodeUtf8(text);
  }

  /** True where any token may follow. */
  get isMet(): boolean {
    return this.#rest === '';
  }

  /** Advances by a token. Returns false, without a change, where the constraint doesn't allow it. */
  accept(token: number): boolean {
    if (this.isMet) return true;
    const piece = this.#trie.getPiece(token);
    if (piece === '') return false;
    if (piece.startsWith(this.#rest)) this.#rest = '';
    else if (this.#rest.startsWith(piece)) this.#rest = this.#rest.slice(piece.length);
    else return false;
    return true;
  }

  /**
   * Returns the likeliest token that is allowed.
   *
   * @param probabilities of all tokens, by token.
   * @returns undefined where no token of the vocabulary can follow.
   */
  findLikeliest(probabilities: ArrayLike<number>): AllowedToken | undefined {
    let best: number | undefined;
    let maxProbability = -1;
    let allowedProbability = 0;
    const consider = (tokens: readonly number[]) => {
      for (const token of tokens) {
        const probability = probabilities[token] ?? 0;
        allowedProbability += probability;
        if (probability > maxProbability) {
          maxProbability = probability;
          best = token;
        }
      }
    };
    consider(this.#trie.findTokensStartingWith(this.#rest));
    consider(this.#trie.findPrefixTokens(this.#rest));
    if (best === undefined) return undefined;
    return {
      token: best,
      probability: allowedProbability > 0 ? maxProbability / allowedProbability : 0,
      allowedProbability,
    };
  }
}

/** Returns whether tokens agree with the beginning of a text, as far as the shorter goes. */
export function matchesText(
  tokens: readonly number[],
  text: string,
  trie: VocabularyTrie,
): boolean {
  const constraint = new TextConstraint(text, trie);
  return tokens.every((token) => constraint.accept(token));
}
