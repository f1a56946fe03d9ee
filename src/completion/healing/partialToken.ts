import { startsCharacter, encodeUtf8 } from './utf8.ts';
import type { VocabularyTrie } from './vocabularyTrie.ts';

/** End of a prompt that may be a partial token. */
export interface PartialToken {
  /** Its number of tokens. */
  readonly tokens: number;
  /** Text of these tokens. */
  readonly text: string;
}

const noPartialToken: PartialToken = { tokens: 0, text: '' };

/**
 * Finds the end of a text that may be a partial token: the longest run of its last tokens that is the
 * beginning of some longer token. A model has hardly ever seen `ret` followed by `urn`, because its
 * training data has `return` as one token; so the end becomes a constraint on the generated text (token
 * healing). While a word grows within one token, the prompt before it stays unchanged.
 *
 * @param text of the tokens, line ends as `\n`.
 */
export function findPartialToken(
  text: string,
  tokens: readonly number[],
  trie: VocabularyTrie,
): PartialToken {
  let bytes = '';
  let partialToken = noPartialToken;
  for (let count = 1; count <= tokens.length; count++) {
    const piece = trie.getPiece(tokens[tokens.length - count] ?? -1);
    bytes = piece + bytes;
    if (piece === '' || bytes.length >= trie.maxPieceBytes) break;
    if (!startsCharacter(bytes) || !trie.hasLonger(bytes)) continue;
    const end = findEncodedEnd(text, bytes);
    // Tokens whose text differs from the document's (SentencePiece's first blank) stay.
    if (end === undefined) break;
    partialToken = { tokens: count, text: end };
  }
  return partialToken;
}

/** Returns the end of a text that these bytes encode; undefined where it ends otherwise. */
function findEncodedEnd(text: string, bytes: string): string | undefined {
  // A character of UTF-16 takes at most three bytes of UTF-8, a pair of them four.
  const tail = text.slice(-bytes.length);
  for (let start = 0; start < tail.length; start++) {
    const end = tail.slice(start);
    if (encodeUtf8(end) === bytes) return end;
  }
  return undefined;
}
