import type { TextChange } from '../../completion/document/carryOffset.ts';
import {
  holdsFile,
  tokensOfKind,
  type WindowLayout,
} from '../../completion/window/windowLayout.ts';
import {
  isShort,
  maxRepairInPlace,
  minCopiedTokens,
} from '../../completion/window/windowPolicy.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { DocumentWindow, RepairWork } from '../kv/documentWindow.ts';
import { type KvWindow, reuseOf } from '../kv/kvWindow.ts';
import type { WindowPlan } from '../kv/windowPlan.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import type { ModelLease } from '../scheduler.ts';

/** Layout that a window should have, and what is wrong with the present one. */
interface RepairTarget {
  readonly layout: WindowLayout;
  readonly fault: Fault;
}

/**
 * Faults of a window, the most urgent first: text that it could hold, context that has changed,
 * exact cells or the suffix as it is now.
 */
const faults = ['short', 'outdated', 'inexact'] as const;
type Fault = (typeof faults)[number];

/** Faults up to which each job repairs. */
const lastFault = { complete: 'short', refresh: 'outdated', repair: 'inexact' } as const;

/**
 * Completes and repairs windows slice by slice: small windows of places that were jumped to, cells
 * after a patch, suffix blocks that no longer fit. It fills a second window, which then takes over;
 * where there is none it evaluates in the window itself.
 */
export class WindowRepair {
  readonly #pool: WindowPool;
  #filling: { readonly uri: string; readonly window: KvWindow } | undefined;

  constructor(pool: WindowPool) {
    this.#pool = pool;
  }

  changed(uri: string, changes: readonly TextChange[]): void {
    if (this.#filling?.uri === uri) this.#filling.window.carry(changes);
  }

  closed(uri: string): void {
    if (this.#filling?.uri === uri) this.#filling = undefined;
  }

  /**
   * @param job decides which faults are repaired.
   * @returns whether there is nothing left to do.
   */
  async run(
    job: keyof typeof lastFault,
    document: DocumentWindow,
    at: WindowView,
    work: RepairWork,
  ): Promise<boolean> {
    const { lease } = work;
    const target = findTarget(document, at, job);
    if (target === undefined || !isDue(job, target)) return true;
    const { window } = document;
    const filling = this.#filling?.window;
    const inPlace = planWithoutPatches(window, target.layout, modeWithoutPatches(document));
    const second =
      inPlace.cost <= maxRepairInPlace
        ? undefined
        : await this.#openSecond(document, inPlace.cost, target.layout, lease);
    if (second === undefined) return document.repair(window, inPlace, work);
    const plan = planSecond(document, at, { second, isBegun: second === filling, target });
    if (!(await document.repair(second, plan, work))) return false;
    this.#filling = undefined;
    this.#pool.becameSpare(document.takeOver(second));
    return !isDue(job, findTarget(document, at, job));
  }

  async #openSecond(
    { uri, window }: DocumentWindow,
    cost: number,
    target: WindowLayout,
    lease: ModelLease,
  ): Promise<KvWindow | undefined> {
    const filling = this.#filling;
    if (filling?.uri === uri && this.#pool.isSpare(filling.window)) return filling.window;
    const second = await this.#pool.openSpare(uri, lease);
    if (second === undefined) return undefined;
    this.#filling = { uri, window: second };
    const isCopied =
      target.tokens.length - cost >= minCopiedTokens &&
      (await this.#pool.copy(window, second.sequence));
    if (isCopied) second.adopt(window.state, window.origins.copy());
    else {
      second.adopt({ kind: 'empty' });
      await second.sequence.keep(0);
    }
    return second;
  }
}

/** Returns whether a job repairs the fault of a target. */
function isDue(job: keyof typeof lastFault, target: RepairTarget | undefined): boolean {
  return target !== undefined && faults.indexOf(target.fault) <= faults.indexOf(lastFault[job]);
}

/** Returns whether a window should hold more text, or more exact cells. */
export function needsRepair(document: DocumentWindow, at: WindowView): boolean {
  return findTarget(document, at, 'repair') !== undefined;
}

/** Window that is filled, and the target of the repair. */
interface Filling {
  readonly second: KvWindow;
  /** True where an earlier run has begun to fill it; else it is a copy, or empty. */
  readonly isBegun: boolean;
  readonly target: RepairTarget;
}

/** Plans how a second window is filled: towards the place that it was begun for while that serves. */
function planSecond(
  document: DocumentWindow,
  at: WindowView,
  { second, isBegun, target: { layout: target, fault } }: Filling,
): WindowPlan {
  const { state } = second;
  const begun = state.kind === 'empty' ? undefined : state.layout.place;
  const goesOn = begun && document.layOutAt(at, begun);
  // Its cells may be of another place, or of the text as it was.
  const isKept = goesOn?.place.suffix === begun?.suffix;
  const layout = goesOn && isKept && serves(goesOn, target) ? goesOn : target;
  // A jump in a file that fits changes its suffix block. What was begun is kept as far as it serves,
  // or a slow machine would hardly ever be done.
  const isSamePlace = isBegun && begun?.anchor === layout.place.anchor;
  return isSamePlace && fault === 'short'
    ? second.plan(layout, document.modeOf(second))
    : planWithoutPatches(second, layout, modeWithoutPatches(document));
}

/** Returns the boldest reuse of a repair. Evicted cells stay: that is what the model was trained with. */
function modeWithoutPatches(document: DocumentWindow): 'exact' | 'rolling' {
  return document.modeOf(document.window) === 'exact' ? 'exact' : 'rolling';
}

/** Plans from the cells before the first patch. */
function planWithoutPatches(
  window: KvWindow,
  layout: WindowLayout,
  mode: 'exact' | 'rolling',
): WindowPlan {
  const { patchedFrom } = window.origins;
  if (patchedFrom === Infinity) return window.plan(layout, mode);
  return window.plan(layout, mode, { tokens: window.sequence.tokens.slice(0, patchedFrom) });
}

/**
 * Returns what the window should become; undefined when it is that. In a rest, when patches are
 * repaired, it grows to all that fits; before that as its use pays for.
 */
function findTarget(
  document: DocumentWindow,
  at: WindowView,
  job: keyof typeof lastFault,
): RepairTarget | undefined {
  const { state } = document.window;
  const goal = job === 'repair' ? document.layOutWhole(at) : document.layOutNext(at);
  const here = state.kind === 'empty' ? undefined : document.layOutAt(at, state.layout.place);
  const lacksText =
    here === undefined || isShort(here, goal) || (holdsFile(goal, at) && !holdsFile(here, at));
  if (state.kind === 'empty' || lacksText) return { layout: goal, fault: 'short' };
  // Cells that are on their way don't hold the layout yet.
  if (state.kind === 'moving') return { layout: here, fault: 'short' };
  const { place } = state.layout;
  const layout = prefixTokens(goal) > prefixTokens(here) ? goal : here;
  if (here.place.context !== place.context) return { layout, fault: 'outdated' };
  if (here.place.suffix !== place.suffix) return { layout, fault: 'inexact' };
  return reuseOf(document.window) === 'patched' ? { layout: here, fault: 'inexact' } : undefined;
}

/** Returns whether a window that was begun is about as good as one that is begun now. */
function serves(begun: WindowLayout, target: WindowLayout): boolean {
  return begun.place.context === target.place.context && !isShort(begun, target);
}

function prefixTokens(layout: WindowLayout): number {
  return tokensOfKind(layout, 'prefix');
}
