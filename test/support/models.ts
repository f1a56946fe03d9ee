import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../scripts/repository.ts';

const folder = path.join(repositoryRoot, 'media/models');

/** The small model with Mistral's v1 vocabulary: no fill-in tokens, as Mistral 7B. */
export const baseModel = path.join(folder, 'tiny-mistral-base-Q8_0.gguf');
/** The small model with Mistral's v3 vocabulary: fill-in tokens, as Codestral. */
export const fillInModel = path.join(folder, 'tiny-mistral-fim-Q8_0.gguf');

/** Where the header of a GGUF file says how many tensors follow, in bytes from its start. */
const tensorCountOffset = 8;

/** Writes a copy of a model with a number of its metadata (a 32 bit integer) replaced. */
export function writePatchedModel(file: string, key: string, value: number): string {
  const bytes = readFileSync(fillInModel);
  const at = bytes.indexOf(key, 0, 'utf8');
  if (at < 0) throw new Error(`The model has no ${key}.`);
  // Behind the key stand its type, 4 bytes, and the value.
  bytes.writeUInt32LE(value, at + Buffer.byteLength(key) + 4);
  writeFileSync(file, bytes);
  return file;
}

/** Writes a model that is a vocabulary and nothing else. */
export function writeVocabularyOnly(file: string): string {
  const bytes = readFileSync(fillInModel);
  bytes.writeBigUInt64LE(0n, tensorCountOffset);
  writeFileSync(file, bytes);
  return file;
}

/** Writes the first part of a model. @param bytes how much of it. */
export function writeTruncatedModel(file: string, bytes: number): string {
  writeFileSync(file, readFileSync(fillInModel).subarray(0, bytes));
  return file;
}
