import { encodeUtf8 } from './utf8.ts';

/** Vocabulary as stored in a GGUF file. */
export interface VocabularyTable {
  /** `tokenizer.ggml.model`: `llama` is SentencePiece, `gpt2` byte-level BPE. */
  readonly model: string;
  readonly tokens: readonly string[];
  /** `tokenizer.ggml.token_type`, see `tokenTypes`. */
  readonly types: readonly number[];
}

/** llama.cpp's `llama_token_type`. */
const tokenTypes = { normal: 1, userDefined: 4, byte: 6 } as const;

/**
 * Returns the bytes of each token as byte strings; '' for control tokens and the like.
 *
 * @returns undefined for kinds of vocabularies whose bytes can't be determined.
 */
export function decodeVocabulary({ model, tokens, types }: VocabularyTable): string[] | undefined {
  if (model !== 'llama' && model !== 'gpt2') return undefined;
  return tokens.map((piece, token) => {
    switch (types[token] ?? tokenTypes.normal) {
      case tokenTypes.normal:
        return model === 'llama' ? decodeSentencePiece(piece) : decodeByteLevel(piece);
      case tokenTypes.userDefined:
        return encodeUtf8(piece);
      case tokenTypes.byte:
        return decodeByteToken(piece);
      default:
        return '';
    }
  });
}

/**
 * Decodes a piece of SentencePiece, which writes blanks as U+2581 (Kudo and Richardson,
 * arXiv:1808.06226).
 */
function decodeSentencePiece(piece: string): string {
  return encodeUtf8(piece.replaceAll('\u2581', ' '));
}

/** Decodes the token of a byte that has no piece of its own: `<0x0A>`. */
function decodeByteToken(piece: string): string {
  const digits = /^<0x([0-9A-Fa-f]{2})>$/.exec(piece)?.[1];
  return digits === undefined ? '' : String.fromCharCode(Number.parseInt(digits, 16));
}

/** Decodes a piece of GPT-2, which writes each byte as a printable character (its `bytes_to_unicode`). */
function decodeByteLevel(piece: string): string {
  let bytes = '';
  for (const character of piece) {
    const byte = printedBytes.get(character);
    if (byte === undefined) return '';
    bytes += String.fromCharCode(byte);
  }
  return bytes;
}

const printedBytes = new Map<string, number>();
{
  let unprintable = 0;
  for (let byte = 0; byte < 256; byte++) {
    const isPrintable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    printedBytes.set(String.fromCharCode(isPrintable ? byte : 256 + unprintable), byte);
    if (!isPrintable) unprintable++;
  }
}
