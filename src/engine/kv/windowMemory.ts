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
export interface ModelPool {
  readonly model: LanguageModel;
  readonly format: WindowFormat;
  readonly settings: CacheSettings;
  readonly store: Promise<StateStore | undefined>;
  /** Windows of documents by URI, the last used last. */
  readonly documents: Map<string, DocumentWindow>;
  /** Window that no document uses yet: it is filled for one, or given to the next. */
  spare: KvWindow | undefined;
  /** URI of the document that the spare window is filled for. */
  spareUri: string | undefined;
}

/**
 * Returns the maximum memory of all windows together, in bytes: the setting, at most a quarter of the
 * machine's memory.
 */
function computeMaxMemoryBytes({ maxMemoryBytes }: CacheSettings): number {
  return Math.min(maxMemoryBytes, os.totalmem() * maxMemoryShare);
}

/** Returns all windows of a pool, the spare one included. */
function listWindows({ documents, spare }: Pick<ModelPool, 'documents' | 'spare'>): KvWindow[] {
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
export async function tryOpenWindow(
  pool: ModelPool,
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
export function hasRoom(pool: ModelPool): boolean {
  const windows = listWindows(pool);
  const bytesPerWindow = windows[0] === undefined ? 0 : computeWindowBytes(windows[0].sequence);
  return (windows.length + 1) * bytesPerWindow <= computeMaxMemoryBytes(pool.settings);
}

/** Returns the number of windows that memory has room for, including those in use; at least one. */
export function computeMaxWindows(pool: ModelPool): number {
  const [window] = listWindows(pool);
  if (window === undefined) return 1;
  return Math.max(
    1,
    Math.floor(computeMaxMemoryBytes(pool.settings) / computeWindowBytes(window.sequence)),
  );
}

/**
 * Returns the bytes that the windows of a pool leave free; negative if a single one takes more than
 * the limit.
 */
export function computeFreeBytes(pool: ModelPool): number {
  const usedBytes = listWindows(pool).reduce(
    (sum, { sequence }) => sum + computeWindowBytes(sequence),
    0,
  );
  return computeMaxMemoryBytes(pool.settings) - usedBytes;
}

/** Discards all cells of a window. */
export async function clearWindow(window: KvWindow): Promise<KvWindow> {
  window.adopt({ kind: 'empty' });
  await window.sequence.truncate(0);
  return window;
}

/** Returns the bytes that a sequence takes, full or not. */
export function computeWindowBytes({ capacity, bytesPerToken }: TokenSequence): number {
  return (capacity + 1) * bytesPerToken;
}
