import { startsCharacter, utf8Of } from './utf8.ts';
import type { VocabularyTrie } from './vocabularyTrie.ts';

/** The end of a prompt that may be a part of a longer token. */
export interface TornEnd {
  /** Its number of tokens. */
  readonly tokens: number;
  /** The text that they stand for. */
  readonly text: string;
}

const nothing: TornEnd = { tokens: 0, text: '' };

/**
 * Finds the end of a text that the person may be in the middle of: the longest run of its last
 * tokens that is the beginning of some longer token. A model has hardly ever seen `ret` followed by
 * `urn`, for whoever wrote it wrote `return`; so the end is given back to it as a constraint
 * (token healing). While a word grows within one token, the prompt before it stays as it is.
 *
 * @param text that the tokens stand for, line ends as `\n`.
 */
export function tornEnd(text: string, tokens: readonly number[], trie: VocabularyTrie): TornEnd {
  let bytes = '';
  let torn = nothing;
  for (let count = 1; count <= tokens.length; count++) {
    const piece = trie.pieceOf(tokens[tokens.length - count] ?? -1);
    bytes = piece + bytes;
    if (piece === '' || bytes.length >= trie.longest) break;
    if (!startsCharacter(bytes) || !trie.hasLonger(bytes)) continue;
    const end = endOf(text, bytes);
    // Tokens that stand for another text than the document's (SentencePiece's first blank) stay.
    if (end === undefined) break;
    torn = { tokens: count, text: end };
  }
  return torn;
}

/** The end of a text that these bytes are; undefined when it ends otherwise. */
function endOf(text: string, bytes: string): string | undefined {
  // A character of UTF-16 takes at most three bytes of UTF-8, a pair of them four.
  const tail = text.slice(-bytes.length);
  for (let start = 0; start < tail.length; start++) {
    const end = tail.slice(start);
    if (utf8Of(end) === bytes) return end;
  }
  return undefined;
}
