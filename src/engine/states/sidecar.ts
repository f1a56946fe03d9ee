import { createHash } from 'node:crypto';
import type { Token } from '../backend/languageModel.ts';

/**
 * Version of the sidecar and of the native file's contents; to be raised when the meaning of either
 * changes. States of other versions are deleted.
 */
const version = 2;

/** Description of a native state file, without which the file can't be used. */
export interface Sidecar {
  /** Fingerprint of the model that the state belongs to. */
  readonly fingerprint: string;
  /** Key of the document. */
  readonly document: string;
  readonly tokens: readonly Token[];
  /** JSON from the caller that saved the state. */
  readonly details: unknown;
  /** Length of the native file. */
  readonly stateBytes: number;
  readonly stateChecksum: string;
}

/** Returns the id of a state. The same tokens of the same document and model have the same id. */
export function computeStateId({
  fingerprint,
  document,
  tokens,
}: Pick<Sidecar, 'fingerprint' | 'document' | 'tokens'>): string {
  return sha256(JSON.stringify([fingerprint, document, tokens])).slice(0, 32);
}

/**
 * Returns a value as a later session will read it.
 *
 * @throws TypeError for values that JSON can't represent.
 */
export function roundTripJson(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : JSON.parse(text);
}

/** Returns the text of a sidecar's file. */
export function encodeSidecar(sidecar: Sidecar): string {
  const payload = { version, ...sidecar };
  return JSON.stringify({ checksum: sha256(JSON.stringify(payload)), payload });
}

/** @returns undefined for text that is damaged, or of another version. */
export function decodeSidecar(text: string): Sidecar | undefined {
  const { checksum, payload } = toFields(parseJson(text));
  // Parsed JSON is serialised again to the same text.
  if (checksum !== sha256(JSON.stringify(payload ?? null))) return undefined;
  const { version: savedVersion, ...sidecar } = toFields(payload);
  return savedVersion === version && isSidecar(sidecar) ? sidecar : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function isSidecar(fields: Fields): fields is Fields & Sidecar {
  const { fingerprint, document, tokens, stateBytes, stateChecksum } = fields;
  return (
    [fingerprint, document, stateChecksum].every((field) => typeof field === 'string') &&
    Array.isArray(tokens) &&
    tokens.every(isCount) &&
    isCount(stateBytes)
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
