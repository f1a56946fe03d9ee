import { rm } from 'node:fs/promises';
import path from 'node:path';
import { differenceOf, type TextChange } from '../../completion/document/carryOffset.ts';
import { looksSecret } from '../../completion/document/secretFile.ts';
import type { WindowFormat } from '../../completion/window/windowLayout.ts';
import { EngineError, messageOf } from '../engineError.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { LanguageModel, Logger, TokenSequence } from '../ports.ts';
import type { CacheSettings } from '../protocol.ts';
import { StateStore } from '../states/stateStore.ts';
import { DocumentCache } from './documentCache.ts';
import { FileWindow } from './fileWindow.ts';
import { SavedWindows } from './savedWindows.ts';
import { SessionFolder } from './sessionFolder.ts';
import { windowFormatOf } from './windowFormat.ts';

/** All caches that live with one model. */
interface ModelCaches {
  readonly model: LanguageModel;
  readonly format: WindowFormat;
  readonly settings: CacheSettings;
  readonly store: Promise<StateStore | undefined>;
  /** By URI, last used last. */
  readonly documents: Map<string, DocumentCache>;
  /** A window that isn't anybody's: to be filled while another one is in use, or given to a file. */
  spare: FileWindow | undefined;
}

/**
 * The caches of files: each has a sequence of its own as long as the memory that is allowed holds
 * them all; then the least recently used gives its sequence to the next, and is saved.
 */
export class FileCaches {
  readonly #host: ModelHost;
  readonly #logger: Logger;
  readonly #textOf: (uri: string) => string | undefined;
  /** Texts of documents as they were when they were closed, while their caches are kept. */
  readonly #closedTexts = new Map<string, string>();
  #caches: ModelCaches | undefined;
  #folder: SessionFolder | undefined;

  /** @param textOf the text of an open document. */
  constructor(host: ModelHost, logger: Logger, textOf: (uri: string) => string | undefined) {
    this.#host = host;
    this.#logger = logger;
    this.#textOf = textOf;
  }

  /** The cache of a document, if it has one in memory. */
  get(uri: string): DocumentCache | undefined {
    return this.#caches?.documents.get(uri);
  }

  /** All documents with a cache in memory, last used first. */
  get all(): readonly DocumentCache[] {
    return [...(this.#caches?.documents.values() ?? [])].reverse();
  }

  /**
   * Deletes all saved states, also without a model.
   *
   * @returns bytes freed.
   * @throws EngineError when some are left.
   */
  async deleteSaved(): Promise<number> {
    const store = (await this.store) ?? (await this.#openStore('', this.#host.cacheSettings));
    return (await store?.clear()) ?? 0;
  }

  /** Saved states of the model in use; undefined when there is nowhere to save them. */
  get store(): Promise<StateStore | undefined> {
    return this.#caches?.store ?? Promise.resolve(undefined);
  }

  opened(uri: string): void {
    const before = this.#closedTexts.get(uri);
    const text = this.#textOf(uri);
    this.#closedTexts.delete(uri);
    if (before !== undefined && text !== undefined && before !== text) {
      this.get(uri)?.changed([differenceOf(before, text)]);
    }
  }

  changed(uri: string, changes: readonly TextChange[]): void {
    this.get(uri)?.changed(changes);
  }

  /** @param text what the document was last. */
  closed(uri: string, text: string): void {
    if (this.get(uri) === undefined) return;
    this.#closedTexts.set(uri, text);
  }

  /**
   * The cache of a document, made if need be.
   *
   * Must run while nothing else uses the model.
   *
   * @throws EngineError `noModel`, or `outOfMemory` when not even one cache fits.
   */
  async open(
    uri: string,
  ): Promise<{ readonly model: LanguageModel; readonly cache: DocumentCache }> {
    const caches = this.#modelCaches();
    const { model, documents, format, settings } = caches;
    const known = documents.get(uri);
    if (known !== undefined) {
      documents.delete(uri);
      documents.set(uri, known);
      return { model, cache: known };
    }
    const store = await caches.store;
    const window = await this.#freeWindow(caches);
    const cache = new DocumentCache({
      uri,
      model,
      format,
      mode: settings.mode,
      window,
      saved: store === undefined || looksSecret(uri) ? undefined : new SavedWindows(store, uri),
    });
    documents.set(uri, cache);
    return { model, cache };
  }

  /**
   * A window to be filled besides those in use; undefined when memory has no room for one.
   *
   * Must run while nothing else uses the model.
   */
  async openSpare(): Promise<FileWindow | undefined> {
    const caches = this.#modelCaches();
    if (caches.spare === undefined && this.#hasRoom(caches)) {
      try {
        caches.spare = await openWindow(caches.model);
      } catch (error) {
        this.#logger.info(`There is no memory for a second window. ${messageOf(error)}`);
      }
    }
    return caches.spare;
  }

  /** Whether a window is the spare one still. */
  isSpare(window: FileWindow): boolean {
    return this.#caches?.spare === window;
  }

  /**
   * Copies all that one window holds to another sequence.
   *
   * @returns false when that isn't possible, for want of room in most cases; the sequence is empty
   *   then, or holds what it held.
   */
  async fork(window: FileWindow, into: TokenSequence): Promise<boolean> {
    try {
      await this.forkAll(window, [into]);
      return true;
    } catch (error) {
      this.#logger.warn(`A cache can't be copied. ${messageOf(error)}`);
      return false;
    }
  }

  /**
   * How many copies of a window memory has room for besides those in use; one at the least, for
   * somebody asked.
   *
   * @param cells of each.
   */
  forksThatFit({ sequence: { bytesPerToken } }: FileWindow, cells: number): number {
    const { settings, ...caches } = this.#modelCaches();
    const used = windowsOf(caches).reduce((sum, { sequence }) => sum + windowBytes(sequence), 0);
    return Math.max(1, Math.floor((settings.memoryBytes - used) / (cells * bytesPerToken)));
  }

  /** Copies all that one window holds to other sequences. Rejects when that isn't possible. */
  async forkAll({ sequence }: FileWindow, into: readonly TokenSequence[]): Promise<void> {
    this.#folder ??= await SessionFolder.make();
    const file = path.join(this.#folder.path, 'fork.state');
    try {
      await sequence.save(file);
      for (const one of into) await one.load(file, sequence.tokens);
    } finally {
      await rm(file, { force: true });
    }
  }

  /** The spare window took the place of this one. */
  becameSpare(window: FileWindow): void {
    if (this.#caches) this.#caches.spare = window;
  }

  /** Saves all windows that are worth it and lets go of them: their model goes. */
  async unload(): Promise<void> {
    for (const cache of this.all) await this.#save(cache);
    this.#caches = undefined;
    this.#closedTexts.clear();
  }

  dispose(): void {
    this.#folder?.delete();
    this.#folder = undefined;
  }

  #modelCaches(): ModelCaches {
    const model = this.#host.modelOrThrow;
    const settings = this.#host.cacheSettings;
    if (this.#caches?.model !== model) {
      this.#caches = {
        model,
        format: windowFormatOf(model),
        settings,
        store: this.#openStore(model.fingerprint, settings),
        documents: new Map(),
        spare: undefined,
      };
    }
    return this.#caches;
  }

  async #openStore(
    fingerprint: string,
    { saved, memoryBytes }: CacheSettings,
  ): Promise<StateStore | undefined> {
    try {
      this.#folder ??= await SessionFolder.make();
      const directory = saved?.directory ?? path.join(this.#folder.path, 'states');
      const limitBytes = saved?.limitBytes ?? memoryBytes;
      return await StateStore.open(directory, {
        limitBytes,
        fingerprint,
        logger: this.#logger,
      });
    } catch (error) {
      this.#logger.warn(`Caches of files can't be saved. ${messageOf(error)}`);
      return undefined;
    }
  }

  /** A window for a document: a new one where memory allows it, else another document's. */
  async #freeWindow(caches: ModelCaches): Promise<FileWindow> {
    const { spare, documents, model } = caches;
    if (spare !== undefined) {
      caches.spare = undefined;
      await spare.clear();
      return spare;
    }
    if (documents.size === 0) return openWindow(model);
    try {
      if (this.#hasRoom(caches)) return await openWindow(model);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.#logger.info(`There is no memory for another window. ${error.message}`);
    }
    return this.#evict(caches);
  }

  async #evict({ documents }: ModelCaches): Promise<FileWindow> {
    const [oldest] = documents.values();
    if (oldest === undefined) throw new EngineError('internal', 'There is no cache to give up.');
    await this.#save(oldest);
    documents.delete(oldest.uri);
    this.#closedTexts.delete(oldest.uri);
    await oldest.window.clear();
    return oldest.window;
  }

  async #save(cache: DocumentCache): Promise<void> {
    const text = this.#textOf(cache.uri) ?? this.#closedTexts.get(cache.uri);
    if (text !== undefined && cache.isWorthSaving) await cache.save(text);
  }

  /** Whether memory has room for one window more: all are equally large. */
  #hasRoom({ settings, ...caches }: ModelCaches): boolean {
    const windows = windowsOf(caches);
    const each = windows[0] === undefined ? 0 : windowBytes(windows[0].sequence);
    return (windows.length + 1) * each <= settings.memoryBytes;
  }
}

function windowsOf({ documents, spare }: Pick<ModelCaches, 'documents' | 'spare'>): FileWindow[] {
  const windows = [...documents.values()].map(({ window }) => window);
  return spare === undefined ? windows : [...windows, spare];
}

async function openWindow(model: LanguageModel): Promise<FileWindow> {
  const sequence = await model.openSequence(model.summary.windowTokens);
  return new FileWindow(sequence, model.vocabulary.trie);
}

/** Bytes that a sequence takes, full or not. */
export function windowBytes({ capacity, bytesPerToken }: TokenSequence): number {
  return (capacity + 1) * bytesPerToken;
}
