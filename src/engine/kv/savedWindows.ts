import { carryOffset, type TextChange } from '../../completion/text/carryOffset.ts';
import type { WindowPosition } from '../../completion/window/windowLayout.ts';
import { computeDocumentKey } from '../states/documentKey.ts';
import type { SavedState, StateStore } from '../states/stateStore.ts';
import { CellOrigins } from '../../completion/reuse/cellOrigins.ts';
import { countPinnedTokens } from '../../completion/window/windowLayout.ts';
import type { KvWindow } from './kvWindow.ts';
import { createDetails, readSavedWindow } from './savedWindow.ts';
import type { SavedWindow } from './windowPlan.ts';

/** Maximum number of saved places of one document, not counting the one in use. */
const maxSavedWindows = 8;

/** Saved windows of one document: places that the user may return to. */
export class SavedWindows {
  readonly #store: StateStore;
  readonly #key: string;
  /**
   * Saved windows by the id of their state, with anchors carried along with changes; undefined until
   * first used.
   */
  #windows: Map<string, { readonly window: SavedWindow; anchor: number }> | undefined;

  constructor(store: StateStore, uri: string) {
    this.#store = store;
    this.#key = computeDocumentKey(uri);
  }

  /** Carries the anchors along with changes of the document. */
  carryAnchors(changes: readonly TextChange[]): void {
    for (const entry of this.#windows?.values() ?? []) {
      entry.anchor = changes.reduce(carryOffset, entry.anchor);
    }
  }

  /**
   * Returns all saved windows with their current places.
   *
   * @param text text of the document.
   */
  listAll(
    text: string,
  ): readonly { readonly window: SavedWindow; readonly position: WindowPosition }[] {
    const windows = (this.#windows ??= this.#readWindows(text));
    return [...windows.values()].map(({ window, anchor }) => ({
      window,
      position: { ...window.prompt.layout.position, anchor },
    }));
  }

  /**
   * Saves a window, replacing one at the same anchor.
   *
   * @param text text of the document.
   */
  async save(window: KvWindow, text: string): Promise<void> {
    const details = createDetails(window, text);
    if (details === undefined) return;
    const windows = (this.#windows ??= this.#readWindows(text));
    const state = await this.#store.save(this.#key, window.sequence, details);
    const savedWindow = state && readSavedWindow(state, text);
    if (savedWindow === undefined) return;
    const { anchor } = savedWindow.prompt.layout.position;
    windows.delete(savedWindow.state.id);
    for (const [id, entry] of windows) {
      if (entry.anchor === anchor || windows.size >= maxSavedWindows)
        await this.#delete(id, entry.window.state);
    }
    windows.set(savedWindow.state.id, { window: savedWindow, anchor });
  }

  /**
   * Loads a saved window.
   *
   * @returns false if the state was rejected; it is then removed.
   */
  async load({ state, prompt, reuse }: SavedWindow, into: KvWindow): Promise<boolean> {
    // Saving the live window may have replaced it.
    if (this.#windows?.has(state.id) !== true) return false;
    // A load that fails may leave anything in the cells.
    into.adopt({ kind: 'empty' });
    await into.sequence.truncate(0);
    if (await this.#store.load(state, into.sequence)) {
      const origins = new CellOrigins();
      if (reuse === 'rolling') origins.evictAfter(countPinnedTokens(prompt.layout));
      if (reuse === 'patched') origins.patchAfter(1);
      into.adopt({ kind: 'ready', ...prompt }, origins);
      return true;
    }
    this.#windows.delete(state.id);
    await into.sequence.truncate(0);
    return false;
  }

  async #delete(id: string, state: SavedState): Promise<void> {
    this.#windows?.delete(id);
    await this.#store.delete(state);
  }

  #readWindows(text: string): Map<string, { readonly window: SavedWindow; anchor: number }> {
    const windows = new Map<string, { readonly window: SavedWindow; anchor: number }>();
    for (const state of [...this.#store.listStates(this.#key)].reverse()) {
      const window = readSavedWindow(state, text);
      if (window) windows.set(state.id, { window, anchor: window.prompt.layout.position.anchor });
    }
    return windows;
  }
}
