import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Token, TokenSequence } from '../../../src/engine/backend/languageModel.ts';
import type { Logger } from '../../../src/engine/foundation/environment.ts';
import { computeDocumentKey } from '../../../src/engine/states/documentKey.ts';
import { StateStore, type SavedState } from '../../../src/engine/states/stateStore.ts';
import { silentLogger } from '../../support/silentLogger.ts';

/** Size of a token in the file of a `FileSequence`, in bytes. */
export const tokenBytes = 1000;

/** A sequence that saves itself to a real file and records the files that it loads. */
export class FileSequence implements Pick<
  TokenSequence,
  'tokens' | 'bytesPerToken' | 'save' | 'load'
> {
  readonly bytesPerToken = tokenBytes;
  tokens: readonly Token[];
  /** Number of saves. */
  saves = 0;
  readonly loadedFiles: string[] = [];
  /** Byte that fills its files, by which two sequences with the same tokens may differ. */
  readonly #fillByte: number;

  constructor(tokens: readonly Token[] = [], fillByte = 0) {
    this.tokens = tokens;
    this.#fillByte = fillByte;
  }

  async save(file: string): Promise<number> {
    this.saves++;
    const bytes = Buffer.alloc(this.tokens.length * tokenBytes, this.#fillByte);
    this.tokens.forEach((token, index) => bytes.writeUInt32LE(token, index * tokenBytes));
    await writeFile(file, bytes);
    return bytes.length;
  }

  load(file: string, tokens: readonly Token[]): Promise<void> {
    this.loadedFiles.push(file);
    this.tokens = tokens;
    return Promise.resolve();
  }
}

export const document = computeDocumentKey('file:///home/somebody/cart.ts');

/** Creates a folder that is removed after the test. */
export function createTemporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tramontane-states-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Opens a store, by default with a limit that is never reached. */
export function openStore(
  directory: string,
  options: Partial<Parameters<typeof StateStore.open>[1]> = {},
): Promise<StateStore> {
  const defaults = { maxBytes: 2 ** 30, fingerprint: 'model a', logger: silentLogger };
  return StateStore.open(directory, { ...defaults, ...options });
}

/** Creates a folder with one state. Returns both. */
export async function createFolderWithState(
  t: TestContext,
): Promise<{ folder: string; store: StateStore; state: SavedState }> {
  const folder = createTemporaryFolder(t);
  const store = await openStore(folder);
  return { folder, store, state: await saveState(store, [1, 2, 3]) };
}

/** Saves tokens. Fails the test if that fails. */
export async function saveState(
  store: StateStore,
  tokens: readonly Token[],
  details: unknown = null,
): Promise<SavedState> {
  const state = await store.save(document, new FileSequence(tokens), details);
  if (state === undefined) throw new Error('The state was not saved.');
  return state;
}

/** Returns a clock that advances a second with each call, so that no two states have the same time. */
export function createSteppingClock(): () => number {
  let now = Date.UTC(2026, 0, 1);
  return () => (now += 1000);
}

/** Returns a logger that keeps the lines of warnings and errors. */
export function collectWarnings(): { logger: Logger; warnings: string[] } {
  const warnings: string[] = [];
  const record = (line: string) => void warnings.push(line);
  return { logger: { ...silentLogger, warn: record, error: record }, warnings };
}

export function flipByte(file: string, position: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(position) ^ 1, position);
  writeFileSync(file, bytes);
}

/** Rewrites a sidecar with a correct checksum. */
export function rewriteSidecar(file: string, change: Readonly<Record<string, unknown>>): void {
  const { payload } = JSON.parse(readFileSync(file, 'utf8')) as { payload: object };
  const changed = { ...payload, ...change };
  const checksum = createHash('sha256').update(JSON.stringify(changed)).digest('hex');
  writeFileSync(file, JSON.stringify({ checksum, payload: changed }));
}

export function listNames(folder: string): string[] {
  return readdirSync(folder).sort();
}

export function countBytes(folder: string): number {
  const sizes = readdirSync(folder).map((name) => statSync(path.join(folder, name)).size);
  return sizes.reduce((sum, size) => sum + size, 0);
}
