import { encodeUtf8 } from '../../src/completion/healing/utf8.ts';
import { VocabularyTrie } from '../../src/completion/healing/vocabularyTrie.ts';

/** A vocabulary of readable pieces, in which each of their bytes is a piece, too. */
export interface PieceVocabulary {
  readonly pieces: readonly string[];
  readonly trie: VocabularyTrie;
  /** Tokenizes a text greedily by the longest matching piece. */
  readonly tokenize: (text: string) => number[];
  /** Returns the byte string of tokens. */
  readonly toBytes: (tokens: readonly number[]) => string;
}

/** First token that has a piece: those before it are control tokens. */
const firstPiece = 5;

export function createPieceVocabulary(texts: readonly string[]): PieceVocabulary {
  const knownTexts = texts.filter((text) => text !== '').map(encodeUtf8);
  const pieces = [...Array.from({ length: firstPiece }, () => ''), ...knownTexts];
  const bytes = [...new Set(knownTexts.join(''))];
  for (const byte of bytes) if (!pieces.includes(byte)) pieces.push(byte);
  const byLength = [...pieces.keys()]
    .filter((token) => pieces[token] !== '')
    .sort((one, other) => (pieces[other]?.length ?? 0) - (pieces[one]?.length ?? 0));
  return {
    pieces,
    trie: new VocabularyTrie(pieces),
    tokenize: (text) => {
      const tokens: number[] = [];
      for (let rest = encodeUtf8(text); rest !== '';) {
        const token = byLength.find((one) => rest.startsWith(pieces[one] ?? ''));
        if (token === undefined) throw new Error(`No piece begins ${JSON.stringify(rest)}.`);
        tokens.push(token);
        rest = rest.slice(pieces[token]?.length);
      }
      return tokens;
    },
    toBytes: (tokens) => tokens.map((token) => pieces[token] ?? '').join(''),
  };
}
