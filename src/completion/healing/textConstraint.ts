import { utf8Of } from './utf8.ts';
import type { VocabularyTrie } from './vocabularyTrie.ts';

/** A token that a constraint allows. */
export interface AllowedToken {
  readonly token: number;
  /** Probability among the allowed tokens, 0 to 1. */
  readonly probability: number;
  /** Probability that one of the allowed tokens follows, 0 to 1. */
  readonly allowed: number;
}

/** Beginning that a text must have, token by token. */
export class TextConstraint {
  readonly #trie: VocabularyTrie;
  /** Bytes that must still follow. */
  #rest: string;

  /** @param text that the sampled tokens must begin with. */
  constructor(text: string, trie: VocabularyTrie) {
    this.#trie = trie;
    this.#rest = utf8Of(text);
  }

  /** True where any token may follow. */
  get isMet(): boolean {
    return this.#rest === '';
  }

  /** Advances by a token. Returns false, without a change, where the constraint doesn't allow it. */
  take(token: number): boolean {
    if (this.isMet) return true;
    const piece = this.#trie.pieceOf(token);
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
  likeliest(probabilities: ArrayLike<number>): AllowedToken | undefined {
    let best: number | undefined;
    let most = -1;
    let allowed = 0;
    const consider = (tokens: readonly number[]) => {
      for (const token of tokens) {
        const probability = probabilities[token] ?? 0;
        allowed += probability;
        if (probability > most) {
          most = probability;
          best = token;
        }
      }
    };
    consider(this.#trie.startingWith(this.#rest));
    consider(this.#trie.beginningsOf(this.#rest));
    if (best === undefined) return undefined;
    return { token: best, probability: allowed > 0 ? most / allowed : 0, allowed };
  }
}

/** Returns whether tokens agree with the beginning of a text, as far as the shorter goes. */
export function goesAlong(tokens: readonly number[], text: string, trie: VocabularyTrie): boolean {
  const constraint = new TextConstraint(text, trie);
  return tokens.every((token) => constraint.take(token));
}
