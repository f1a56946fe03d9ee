import { carryOffset, type TextChange } from '../../completion/document/carryOffset.ts';
import type { Place } from '../../completion/window/windowLayout.ts';
import { documentKey } from '../states/documentKey.ts';
import type { SavedState, StateStore } from '../states/stateStore.ts';
import { CellOrigins } from '../../completion/cache/cellOrigins.ts';
import { pinnedTokens } from '../../completion/window/windowLayout.ts';
import type { KvWindow } from './kvWindow.ts';
import { detailsOf, savedWindowOf } from './savedWindow.ts';
import type { SavedWindow } from './windowPlan.ts';

/** Places of one document that are kept, the one in use apart. */
const maxPlaces = 8;

/** The saved windows of one document: places that the person may come back to. */
export class SavedWindows {
  readonly #store: StateStore;
  readonly #key: string;
  /** By the state's id, anchors carried through the changes since; undefined until first used. */
  #windows: Map<string, { readonly window: SavedWindow; anchor: number }> | undefined;

  constructor(store: StateStore, uri: string) {
    this.#store = store;
    this.#key = documentKey(uri);
  }

  /** The document changed. */
  changed(changes: readonly TextChange[]): void {
    for (const entry of this.#windows?.values() ?? []) {
      entry.anchor = changes.reduce(carryOffset, entry.anchor);
    }
  }

  /**
   * All that are there, with the places where they stand now.
   *
   * @param text the document.
   */
  all(text: string): readonly { readonly window: SavedWindow; readonly place: Place }[] {
    const windows = (this.#windows ??= this.#found(text));
    return [...windows.values()].map(({ window, anchor }) => ({
      window,
      place: { ...window.prompt.layout.place, anchor },
    }));
  }

  /**
   * Saves a window, in the place of one that stands at the same anchor.
   *
   * @param text the document.
   */
  async save(window: KvWindow, text: string): Promise<void> {
    const details = detailsOf(window, text);
    if (details === undefined) return;
    const windows = (this.#windows ??= this.#found(text));
    const state = await this.#store.save(this.#key, window.sequence, details);
    const saved = state && savedWindowOf(state, text);
    if (saved === undefined) return;
    const { anchor } = saved.prompt.layout.place;
    windows.delete(saved.state.id);
    for (const [id, entry] of windows) {
      if (entry.anchor === anchor || windows.size >= maxPlaces)
        await this.#delete(id, entry.window.state);
    }
    windows.set(saved.state.id, { window: saved, anchor });
  }

  /** @returns false when the state was refused; it is gone then. */
  async load({ state, prompt, reuse }: SavedWindow, into: KvWindow): Promise<boolean> {
    // Saving the live window may have taken its place.
    if (this.#windows?.has(state.id) !== true) return false;
    // A load that fails may leave anything in the cells.
    into.adopt({ kind: 'empty' });
    await into.sequence.keep(0);
    if (await this.#store.load(state, into.sequence)) {
      const origins = new CellOrigins();
      if (reuse === 'rolling') origins.evictAfter(pinnedTokens(prompt.layout));
      if (reuse === 'patched') origins.patchAfter(1);
      into.adopt({ kind: 'ready', ...prompt }, origins);
      return true;
    }
    this.#windows.delete(state.id);
    await into.sequence.keep(0);
    return false;
  }

  async #delete(id: string, state: SavedState): Promise<void> {
    this.#windows?.delete(id);
    await this.#store.delete(state);
  }

  #found(text: string): Map<string, { readonly window: SavedWindow; anchor: number }> {
    const found = new Map<string, { readonly window: SavedWindow; anchor: number }>();
    for (const state of [...this.#store.statesOf(this.#key)].reverse()) {
      const window = savedWindowOf(state, text);
      if (window) found.set(state.id, { window, anchor: window.prompt.layout.place.anchor });
    }
    return found;
  }
}
