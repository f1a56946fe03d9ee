import type { TextChange } from '../../completion/document/carryOffset.ts';
import { tokensOfKind, type WindowLayout } from '../../completion/window/windowLayout.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { DocumentCache } from '../cache/documentCache.ts';
import type { FileCaches } from '../cache/fileCaches.ts';
import type { FileWindow } from '../cache/fileWindow.ts';

/** Tokens that are evaluated in place: if a request comes meanwhile it evaluates what is left. */
const mostInPlace = 48;

/** Tokens in common that make copying a window worth while. */
const leastForked = 64;

/** Below this share of the window that is possible, a window is made anew. */
const shortShare = 0.6;

/**
 * Makes windows whole and exact while nobody waits: the small window of a place that the cursor
 * jumped to, cells that stayed behind an edit, a suffix block that no longer fits. It works on a
 * second window, slice by slice, and can be interrupted at any time; the first is in use until the
 * second takes over.
 */
export class WindowMender {
  readonly #caches: FileCaches;
  #mending: { readonly uri: string; readonly window: FileWindow } | undefined;

  constructor(caches: FileCaches) {
    this.#caches = caches;
  }

  changed(uri: string, changes: readonly TextChange[]): void {
    if (this.#mending?.uri === uri) this.#mending.window.changed(changes);
  }

  closed(uri: string): void {
    if (this.#mending?.uri === uri) this.#mending = undefined;
  }

  /** @returns whether there is nothing left to do. */
  async mend(cache: DocumentCache, at: WindowView, signal: AbortSignal): Promise<boolean> {
    const target = targetFor(cache, at);
    if (target === undefined) return true;
    // Eviction isn't mended: it is what the model was trained with.
    const mode = cache.mode === 'exact' ? 'exact' : 'rolling';
    const { window } = cache;
    const inPlace = window.exactPlan(target, mode);
    if (inPlace.cost <= mostInPlace) {
      await cache.bring(window, inPlace, signal);
      return !signal.aborted;
    }
    const second = await this.#secondWindow(cache, inPlace.cost, target);
    if (second === undefined) return true;
    // What it holds may be of another place, or of the text as it was.
    const place = second.layout?.place;
    const goesOn = place && cache.layoutAt(at, place);
    const layout = goesOn && serves(goesOn, target) ? goesOn : target;
    if (!(await cache.bring(second, second.exactPlan(layout, mode), signal))) return false;
    this.#mending = undefined;
    this.#caches.becameSpare(cache.takeOver(second));
    return true;
  }

  async #secondWindow(
    cache: DocumentCache,
    cost: number,
    target: WindowLayout,
  ): Promise<FileWindow | undefined> {
    const going = this.#mending;
    if (going?.uri === cache.uri && this.#caches.isSpare(going.window)) return going.window;
    const window = await this.#caches.openSpare();
    if (window === undefined) return undefined;
    this.#mending = { uri: cache.uri, window };
    const isCopied =
      target.tokens.length - cost >= leastForked &&
      (await this.#caches.fork(cache.window, window.sequence));
    if (isCopied) window.forkedFrom(cache.window);
    else await window.clear();
    return window;
  }
}

/** Whether a window should be larger or more exact than it is. */
export function needsMending(cache: DocumentCache, at: WindowView): boolean {
  return targetFor(cache, at) !== undefined;
}

/** What the window should be; undefined when it is that. */
function targetFor(cache: DocumentCache, at: WindowView): WindowLayout | undefined {
  const { layout, reuse } = cache.window;
  const here = layout && cache.layoutAt(at, layout.place);
  const whole = cache.wholeLayout(at);
  if (layout === undefined || here === undefined) return whole;
  if (isShort(here, whole, 'prefix') || isShort(here, whole, 'suffix')) return whole;
  const isAsWanted =
    here.place.suffix === layout.place.suffix && here.place.context === layout.place.context;
  if (!isAsWanted) return prefixOf(whole) > prefixOf(here) ? whole : here;
  return reuse === 'patched' ? here : undefined;
}

/** Whether a window that is laid out anew would tell much more there. */
function isShort(here: WindowLayout, whole: WindowLayout, kind: 'prefix' | 'suffix'): boolean {
  return tokensOfKind(here, kind) < shortShare * tokensOfKind(whole, kind);
}

/** Whether a window that was begun is as good as one that is begun now. */
function serves(begun: WindowLayout, target: WindowLayout): boolean {
  return (
    begun.place.suffix === target.place.suffix &&
    begun.place.context === target.place.context &&
    prefixOf(begun) >= shortShare * prefixOf(target)
  );
}

function prefixOf(layout: WindowLayout): number {
  return tokensOfKind(layout, 'prefix');
}
