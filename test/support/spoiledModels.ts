/** Damaged model files, made from an intact one. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Offset of the number of tensors in the header of a GGUF file, in bytes. */
const tensorCountOffset = 8;

/** Writes a copy of a model with a number of its metadata (a 32 bit integer) replaced. */
export function writeModelWithValue(
  source: string,
  file: string,
  key: string,
  value: number,
): string {
  const bytes = readFileSync(source);
  const at = bytes.indexOf(key, 0, 'utf8');
  if (at < 0) throw new Error(`The model has no ${key}.`);
  // The key is followed by its type, 4 bytes, and the value.
  bytes.writeUInt32LE(value, at + Buffer.byteLength(key) + 4);
  writeFileSync(file, bytes);
  return file;
}

/** Writes a model that consists of a vocabulary only. */
export function writeVocabularyOnly(source: string, file: string): string {
  const bytes = readFileSync(source);
  bytes.writeBigUInt64LE(0n, tensorCountOffset);
  writeFileSync(file, bytes);
  return file;
}

/** Writes the first part of a model. @param bytes size of the part. */
export function writeTruncatedModel(source: string, file: string, bytes: number): string {
  writeFileSync(file, readFileSync(source).subarray(0, bytes));
  return file;
}

/** llama.cpp's `llama_token_type`. */
export const tokenType = { normal: 1, control: 3, userDefined: 4 } as const;

/** Writes a copy of a model in which a token has another spelling of the same length, and another type. */
export function writeRenamedToken(
  source: string,
  file: string,
  { from, to, type }: { readonly from: string; readonly to: string; readonly type: number },
): string {
  const bytes = readFileSync(source);
  const tokens = readStringArray(bytes, 'tokenizer.ggml.tokens');
  const index = tokens.findIndex(({ text }) => text === from);
  const token = tokens[index];
  if (token === undefined || Buffer.byteLength(to) !== Buffer.byteLength(from)) {
    throw new Error(`${from} can't become ${to}.`);
  }
  bytes.write(to, token.at);
  bytes.writeInt32LE(type, findArrayStart(bytes, 'tokenizer.ggml.token_type') + index * 4);
  writeFileSync(file, bytes);
  return file;
}

/** Returns the offset of the elements of an array in the header, in bytes. */
function findArrayStart(bytes: Buffer, key: string): number {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(key)));
  const at = bytes.indexOf(Buffer.concat([length, Buffer.from(key)]));
  if (at < 0) throw new Error(`The model has no ${key}.`);
  // The key is followed by two types, 4 bytes each, and the count.
  return at + 8 + Buffer.byteLength(key) + 16;
}

function readStringArray(
  bytes: Buffer,
  key: string,
): { readonly text: string; readonly at: number }[] {
  const start = findArrayStart(bytes, key);
  const count = Number(bytes.readBigUInt64LE(start - 8));
  const strings: { text: string; at: number }[] = [];
  for (let at = start; strings.length < count;) {
    const length = Number(bytes.readBigUInt64LE(at));
    strings.push({ text: bytes.toString('utf8', at + 8, at + 8 + length), at: at + 8 });
    at += 8 + length;
  }
  return strings;
}
