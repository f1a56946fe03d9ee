import os from 'node:os';
import type { WindowFormat } from '../../completion/window/windowLayout.ts';
import { EngineError } from '../foundation/engineError.ts';
import type { LanguageModel, TokenSequence } from '../backend/languageModel.ts';
import type { Logger } from '../foundation/environment.ts';
import type { CacheSettings } from '../protocol.ts';
import type { StateStore } from '../states/stateStore.ts';
import type { DocumentWindow } from './documentWindow.ts';
import { KvWindow } from './kvWindow.ts';

/** Maximum share of the machine's memory for all windows together, whatever the setting allows. */
const maxMemoryShare = 1 / 4;

/** All windows of one model. */
export interface PoolOfModel {
  readonly model: LanguageModel;
  readonly format: WindowFormat;
  readonly settings: CacheSettings;
  readonly store: Promise<StateStore | undefined>;
  /** Windows of documents by URI, the last used last. */
  readonly documents: Map<string, DocumentWindow>;
  /** Window that no document uses yet: it is filled for one, or given to the next. */
  spare: KvWindow | undefined;
  /** URI of the document that the spare window is filled for. */
  spareOf: string | undefined;
}

/**
 * Returns the maximum memory of all windows together, in bytes: the setting, at most a quarter of the
 * machine's memory.
 */
function memoryLimit({ memoryBytes }: CacheSettings): number {
  return Math.min(memoryBytes, os.totalmem() * maxMemoryShare);
}

/** Returns all windows of a pool, the spare one included. */
function listWindows({ documents, spare }: Pick<PoolOfModel, 'documents' | 'spare'>): KvWindow[] {
  const windows = [...documents.values()].map(({ live }) => live.window);
  return spare === undefined ? windows : [...windows, spare];
}

/**
 * Opens a window.
 *
 * @throws EngineError `outOfMemory` if it doesn't fit.
 */
export async function openWindow(model: LanguageModel): Promise<KvWindow> {
  const sequence = await model.openSequence(model.summary.windowTokens);
  return new KvWindow(sequence, model.vocabulary.trie);
}

/**
 * Opens another window.
 *
 * @returns undefined if memory has no room for it.
 */
export async function openAnother(
  pool: PoolOfModel,
  logger: Logger,
): Promise<KvWindow | undefined> {
  if (!hasRoom(pool)) return undefined;
  try {
    return await openWindow(pool.model);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    logger.info(`There is no memory for another window. ${error.message}`);
    return undefined;
  }
}

/** Returns whether memory has room for one more window; all are equally large. */
export function hasRoom(pool: PoolOfModel): boolean {
  const windows = listWindows(pool);
  const each = windows[0] === undefined ? 0 : windowBytes(windows[0].sequence);
  return (windows.length + 1) * each <= memoryLimit(pool.settings);
}

/** Returns the number of windows that memory has room for, including those in use; at least one. */
export function countWindowsThatFit(pool: PoolOfModel): number {
  const [window] = listWindows(pool);
  if (window === undefined) return 1;
  return Math.max(1, Math.floor(memoryLimit(pool.settings) / windowBytes(window.sequence)));
}

/**
 * Returns the bytes that the windows of a pool leave free; negative if a single one takes more than
 * the limit.
 */
export function freeBytes(pool: PoolOfModel): number {
  const used = listWindows(pool).reduce((sum, { sequence }) => sum + windowBytes(sequence), 0);
  return memoryLimit(pool.settings) - used;
}

/** Discards all cells of a window. */
export async function emptyWindow(window: KvWindow): Promise<KvWindow> {
  window.adopt({ kind: 'empty' });
  await window.sequence.keep(0);
  return window;
}

/** Returns the bytes that a sequence takes, full or not. */
export function windowBytes({ capacity, bytesPerToken }: TokenSequence): number {
  return (capacity + 1) * bytesPerToken;
}
