import { rm } from 'node:fs/promises';
import path from 'node:path';
import { findTextChange, type TextChange } from '../../completion/text/carryOffset.ts';
import { looksSecret } from '../../completion/text/secretFile.ts';
import { getErrorMessage } from '../foundation/engineError.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { LanguageModel, TokenSequence } from '../backend/languageModel.ts';
import type { Logger } from '../foundation/environment.ts';
import type { CacheSettings } from '../protocol.ts';
import type { ModelLease } from '../scheduling/scheduler.ts';
import { SessionFolder } from '../states/sessionFolder.ts';
import { StateStore } from '../states/stateStore.ts';
import { DocumentWindow } from './documentWindow.ts';
import type { KvWindow } from './kvWindow.ts';
import { SavedWindows } from './savedWindows.ts';
import { isWindowWorthSaving } from './windowChoice.ts';
import { makeWindowFormat } from './windowFormat.ts';
import {
  computeMaxWindows,
  clearWindow,
  computeFreeBytes,
  hasRoom,
  tryOpenWindow,
  openWindow,
  type ModelPool,
} from './windowMemory.ts';

/**
 * Windows of documents. Each has its own sequence as long as the allowed memory holds them all; after
 * that, the least recently used window is saved, and its sequence goes to the next document.
 */
export class WindowPool {
  readonly #host: ModelHost;
  readonly #logger: Logger;
  readonly #getText: (uri: string) => string | undefined;
  /** Texts of closed documents whose windows are kept. */
  readonly #closedTexts = new Map<string, string>();
  #pool: ModelPool | undefined;
  #folder: SessionFolder | undefined;

  /** @param getText returns the text of an open document. */
  constructor(host: ModelHost, logger: Logger, getText: (uri: string) => string | undefined) {
    this.#host = host;
    this.#logger = logger;
    this.#getText = getText;
  }

  /** Returns the window of a document, if it has one in memory. */
  get(uri: string): DocumentWindow | undefined {
    return this.#pool?.documents.get(uri);
  }

  /** All documents with a window in memory, last used first. */
  get all(): readonly DocumentWindow[] {
    return [...(this.#pool?.documents.values() ?? [])].reverse();
  }

  /** Saved states of the model in use; undefined if there is nowhere to save them. */
  get store(): Promise<StateStore | undefined> {
    return this.#pool?.store ?? Promise.resolve(undefined);
  }

  /**
   * Deletes all saved states, also without a model.
   *
   * @returns number of bytes freed.
   * @throws EngineError if some are left.
   */
  async deleteSavedStates(): Promise<number> {
    const store = (await this.store) ?? (await this.#openStore('', this.#host.cacheSettings));
    return (await store?.clear()) ?? 0;
  }

  handleDocumentOpen(uri: string): void {
    const before = this.#closedTexts.get(uri);
    const text = this.#getText(uri);
    this.#closedTexts.delete(uri);
    if (before !== undefined && text !== undefined && before !== text) {
      this.handleDocumentChange(uri, [findTextChange(before, text)]);
    }
  }

  handleDocumentChange(uri: string, changes: readonly TextChange[]): void {
    this.get(uri)?.carry(changes);
    if (this.#pool?.spareUri === uri) this.#pool.spare?.carry(changes);
  }

  /** @param text final text of the document. */
  handleDocumentClose(uri: string, text: string): void {
    if (this.#pool?.spareUri === uri) this.#pool.spareUri = undefined;
    if (this.get(uri) === undefined) return;
    this.#closedTexts.set(uri, text);
  }

  /**
   * Returns the window of a document, which is created if needed.
   *
   * @throws EngineError `noModel`, or `outOfMemory` when not even one window fits.
   */
  async open(
    uri: string,
    lease: ModelLease,
  ): Promise<{ readonly model: LanguageModel; readonly cache: DocumentWindow }> {
    lease.check();
    const pool = this.#getPool();
    const { model, documents, format, settings } = pool;
    const existingWindow = documents.get(uri);
    if (existingWindow !== undefined) {
      documents.delete(uri);
      documents.set(uri, existingWindow);
      return { model, cache: existingWindow };
    }
    const store = await pool.store;
    const window = await this.#freeWindow(pool, lease);
    const saved =
      store === undefined || looksSecret(uri) ? undefined : new SavedWindows(store, uri);
    const live = { window, model, format, mode: settings.mode, savedWindows: saved, useCount: 0 };
    const cache = new DocumentWindow(uri, live, (used) => this.#setAside(uri, used));
    documents.set(uri, cache);
    return { model, cache };
  }

  /**
   * Returns a window to fill in addition to the one of a document: the one that was begun for it, a
   * new one if memory allows it, otherwise that of the least recently used other document.
   *
   * @returns undefined if the document's own window is the only one.
   */
  async openSpare(
    uri: string,
    lease: ModelLease,
  ): Promise<{ readonly window: KvWindow; readonly isBegun: boolean } | undefined> {
    lease.check();
    const pool = this.#getPool();
    const isBegun = pool.spareUri === uri;
    pool.spare ??= await tryOpenWindow(pool, this.#logger);
    const oldest = [...pool.documents.values()].find((document) => document.uri !== uri);
    if (oldest !== undefined) pool.spare ??= await this.#evict(pool, oldest, lease);
    if (pool.spare === undefined) return undefined;
    pool.spareUri = uri;
    return { window: pool.spare, isBegun };
  }

  /** Returns whether a second window was begun for a document. */
  isFilling(uri: string): boolean {
    return this.#pool?.spare !== undefined && this.#pool.spareUri === uri;
  }

  /** Returns whether a window could be filled in addition to the one of a document. */
  hasSpare(uri: string): boolean {
    const pool = this.#pool;
    if (pool === undefined) return false;
    const hasOther = [...pool.documents.keys()].some((other) => other !== uri);
    return pool.spare !== undefined || hasOther || hasRoom(pool);
  }

  /** Makes a window the spare one, after the previous spare window replaced it. */
  setSpare(window: KvWindow): void {
    if (this.#pool === undefined) return;
    this.#pool.spare = window;
    this.#pool.spareUri = undefined;
  }

  /** Number of documents whose windows fit into memory at once; at least one. */
  get maxWindows(): number {
    return computeMaxWindows(this.#getPool());
  }

  /**
   * Copies all cells of a window to another sequence.
   *
   * @returns false if that isn't possible, in most cases for lack of room; the sequence is then empty
   *   or unchanged.
   */
  async copy(window: KvWindow, into: TokenSequence): Promise<boolean> {
    try {
      await this.copyToAll(window, [into]);
      return true;
    } catch (error) {
      this.#logger.warn(`A cache can't be copied. ${getErrorMessage(error)}`);
      return false;
    }
  }

  /** Copies all cells of a window to other sequences. Rejects if that isn't possible. */
  async copyToAll({ sequence }: KvWindow, into: readonly TokenSequence[]): Promise<void> {
    this.#folder ??= await SessionFolder.create();
    const file = path.join(this.#folder.path, 'fork.state');
    try {
      await sequence.save(file);
      for (const one of into) await one.load(file, sequence.tokens);
    } finally {
      await rm(file, { force: true });
    }
  }

  /**
   * Returns the number of copies of a window that memory has room for in addition to those in use; at
   * least one, because they are invoked by the user.
   *
   * @param cells number of cells of each copy.
   */
  computeMaxCopies({ sequence: { bytesPerToken } }: KvWindow, cells: number): number {
    return Math.max(1, Math.floor(computeFreeBytes(this.#getPool()) / (cells * bytesPerToken)));
  }

  /** Saves all windows that are worth it and releases them, because their model is unloaded. */
  async unload(lease: ModelLease): Promise<void> {
    for (const cache of this.all) await this.#save(cache, lease);
    this.#pool = undefined;
    this.#closedTexts.clear();
  }

  dispose(): void {
    this.#folder?.delete();
    this.#folder = undefined;
  }

  #getPool(): ModelPool {
    const model = this.#host.modelOrThrow;
    const settings = this.#host.cacheSettings;
    if (this.#pool?.model !== model) {
      this.#pool = {
        model,
        format: makeWindowFormat(model),
        settings,
        store: this.#openStore(model.fingerprint, settings),
        documents: new Map(),
        spare: undefined,
        spareUri: undefined,
      };
    }
    return this.#pool;
  }

  async #openStore(
    fingerprint: string,
    { savedStates, maxMemoryBytes }: CacheSettings,
  ): Promise<StateStore | undefined> {
    try {
      this.#folder ??= await SessionFolder.create();
      const directory = savedStates?.directory ?? path.join(this.#folder.path, 'states');
      const maxBytes = savedStates?.maxBytes ?? maxMemoryBytes;
      return await StateStore.open(directory, { maxBytes, fingerprint, logger: this.#logger });
    } catch (error) {
      this.#logger.warn(`Caches of files can't be saved. ${getErrorMessage(error)}`);
      return undefined;
    }
  }

  /**
   * Returns a window for a document: the spare, a new one if memory allows it, or another document's.
   */
  async #freeWindow(pool: ModelPool, lease: ModelLease): Promise<KvWindow> {
    const { spare, documents, model } = pool;
    if (spare !== undefined) {
      pool.spare = undefined;
      pool.spareUri = undefined;
      return clearWindow(spare);
    }
    const [oldest] = documents.values();
    if (oldest === undefined) return openWindow(model);
    return (await tryOpenWindow(pool, this.#logger)) ?? this.#evict(pool, oldest, lease);
  }

  /**
   * Exchanges the window of a document for the spare one, to be continued in idle time.
   *
   * @returns undefined if there is no spare window.
   */
  async #setAside(uri: string, window: KvWindow): Promise<KvWindow | undefined> {
    const pool = this.#getPool();
    const { spare } = pool;
    if (spare === undefined) return undefined;
    pool.spare = window;
    pool.spareUri = uri;
    return clearWindow(spare);
  }

  async #evict(
    { documents }: ModelPool,
    document: DocumentWindow,
    lease: ModelLease,
  ): Promise<KvWindow> {
    await this.#save(document, lease);
    documents.delete(document.uri);
    this.#closedTexts.delete(document.uri);
    return clearWindow(document.live.window);
  }

  async #save(document: DocumentWindow, lease: ModelLease): Promise<void> {
    const text = this.#getText(document.uri) ?? this.#closedTexts.get(document.uri);
    if (text !== undefined && isWindowWorthSaving(document.live)) await document.save(text, lease);
  }
}
