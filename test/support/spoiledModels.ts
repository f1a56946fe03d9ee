/** Model files with something wrong, made from one that is right. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Where the header of a GGUF file says how many tensors follow, in bytes from its start. */
const tensorCountOffset = 8;

/** Writes a copy of a model with a number of its metadata (a 32 bit integer) replaced. */
export function writePatchedModel(
  source: string,
  file: string,
  key: string,
  value: number,
): string {
  const bytes = readFileSync(source);
  const at = bytes.indexOf(key, 0, 'utf8');
  if (at < 0) throw new Error(`The model has no ${key}.`);
  // Behind the key stand its type, 4 bytes, and the value.
  bytes.writeUInt32LE(value, at + Buffer.byteLength(key) + 4);
  writeFileSync(file, bytes);
  return file;
}

/** Writes a model that is a vocabulary and nothing else. */
export function writeVocabularyOnly(source: string, file: string): string {
  const bytes = readFileSync(source);
  bytes.writeBigUInt64LE(0n, tensorCountOffset);
  writeFileSync(file, bytes);
  return file;
}

/** Writes the first part of a model. @param bytes how much of it. */
export function writeTruncatedModel(source: string, file: string, bytes: number): string {
  writeFileSync(file, readFileSync(source).subarray(0, bytes));
  return file;
}
