import { withoutPatches } from '../../completion/cache/reusePlan.ts';
import {
  holdsFile,
  tokensOfKind,
  type Place,
  type WindowLayout,
} from '../../completion/window/windowLayout.ts';
import {
  isShort,
  lacksSuffix,
  maxPatchShare,
  maxRepairInPlace,
  minCopiedTokens,
  staleTokens,
  windowSizes,
} from '../../completion/window/windowPolicy.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { DocumentWindow } from '../kv/documentWindow.ts';
import type { KvWindow } from '../kv/kvWindow.ts';
import { layOutHere, layOutNext, layOutWhole, mayGrow, modeOf } from '../kv/windowChoice.ts';
import type { WindowPlan } from '../kv/windowPlan.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import type { ModelLease } from '../scheduler.ts';

/** Layout that a window should have, and what is wrong with the present one. */
interface RepairTarget {
  readonly layout: WindowLayout;
  readonly fault: Fault;
}

/**
 * Faults of a window, the most urgent first: text that it could hold, the rest of a suffix block, context
 * that has changed, cells before the cursor that were evaluated without text that precedes them now,
 * exact cells or the suffix as it is now.
 */
const faults = ['short', 'cut', 'outdated', 'stale', 'inexact'] as const;
type Fault = (typeof faults)[number];

/** Faults that inserted text mends. */
const growableFaults: readonly Fault[] = ['short', 'cut', 'outdated'];

/** Faults up to which each job repairs. */
const lastFault = { complete: 'cut', refresh: 'stale', repair: 'inexact' } as const;

/** Conditions of a repair. */
export interface RepairConditions {
  readonly lease: ModelLease;
  /** Returns the time since the last event, in ms. */
  readonly quietMs: () => number;
  /** True while the next keys need no model. */
  readonly isTypedAlong: boolean;
}

/**
 * Completes and repairs windows slice by slice: small windows of places that were jumped to, cells
 * after a patch, suffix blocks that no longer fit. Text that is missing is inserted in the window piece
 * by piece where that is allowed. Else it fills a second window, which then takes over; where there is
 * none it evaluates in the window itself.
 */
export class WindowRepair {
  readonly #pool: WindowPool;

  constructor(pool: WindowPool) {
    this.#pool = pool;
  }

  /**
   * @param job decides which faults are repaired.
   * @returns whether there is nothing left to do now.
   */
  async run(
    job: keyof typeof lastFault,
    document: DocumentWindow,
    at: WindowView,
    { lease, quietMs, isTypedAlong }: RepairConditions,
  ): Promise<boolean> {
    const target = findTarget(document, at, job);
    if (target === undefined || !isDue(job, target)) return true;
    // A part of a larger file gains less by text than by an answer before the next key, and so does a
    // window with all of the text before the cursor.
    const isPart = !holdsFile(target.layout, at) && mayGrow(document.live, at, target.layout);
    if ((isPart || target.fault === 'cut') && job === 'complete' && !isTypedAlong) return true;
    const isGrown = await this.#grow(document, at, target, { lease, quietMs });
    if (isGrown !== undefined) return isGrown && !isDue(job, findTarget(document, at, job));
    const { window } = document.live;
    const inPlace = planWithoutPatches(document, window, target);
    const second =
      inPlace.cost <= maxRepairInPlace
        ? undefined
        : await this.#openSecond(document, inPlace.cost, target.layout, lease);
    if (second === undefined) return document.repair(window, inPlace, lease, quietMs);
    const plan = planSecond(document, at, { ...second, target });
    if (!(await document.repair(second.window, plan, lease, quietMs))) return false;
    this.#pool.becameSpare(window);
    return !isDue(job, findTarget(document, at, job));
  }

  /** Returns whether a window should hold more text, or more exact cells. */
  isNeeded(document: DocumentWindow, at: WindowView): boolean {
    return findTarget(document, at, 'repair') !== undefined;
  }

  /** @returns undefined where the window doesn't grow by insertions; false when the signal came. */
  async #grow(
    document: DocumentWindow,
    at: WindowView,
    { layout, fault }: RepairTarget,
    { lease, quietMs }: Pick<RepairConditions, 'lease' | 'quietMs'>,
  ): Promise<boolean | undefined> {
    if (!growableFaults.includes(fault) || this.#pool.isFilling(document.uri)) return undefined;
    return document.grow(at, layout, lease, quietMs);
  }

  /** Opens a second window. It holds what an earlier run filled, or what the first has in common with it. */
  async #openSecond(
    { uri, live: { window } }: DocumentWindow,
    cost: number,
    target: WindowLayout,
    lease: ModelLease,
  ): Promise<Omit<Filling, 'target'> | undefined> {
    const second = await this.#pool.openSpare(uri, lease);
    if (second === undefined || second.isBegun) return second;
    const { sequence } = second.window;
    const isCopied =
      target.tokens.length - cost >= minCopiedTokens && (await this.#pool.copy(window, sequence));
    if (isCopied) second.window.adopt(window.state, window.origins.copy());
    else {
      second.window.adopt({ kind: 'empty' });
      await sequence.keep(0);
    }
    return second;
  }
}

/** Returns whether a job repairs the fault of a target. */
function isDue(job: keyof typeof lastFault, target: RepairTarget | undefined): boolean {
  return target !== undefined && faults.indexOf(target.fault) <= faults.indexOf(lastFault[job]);
}

/** A second window, and the target of the repair. */
interface Filling {
  readonly window: KvWindow;
  /** True where it was filled before; else it is a copy, or empty. */
  readonly isBegun: boolean;
  readonly target: RepairTarget;
}

/** Plans how a second window is filled: towards the place that it was begun for while that serves. */
function planSecond(
  document: DocumentWindow,
  at: WindowView,
  { window, isBegun, target: { layout: target, fault } }: Filling,
): WindowPlan {
  const { state } = window;
  const begun = state.kind === 'empty' ? undefined : state.layout.place;
  const goesOn = begun && layOutHere(document.live, at, begun, true);
  // Its cells may be of another place, or of the text as it was.
  const isKept = goesOn?.place.suffix === begun?.suffix;
  const layout = goesOn && isKept && serves(goesOn, target) ? goesOn : target;
  const exact = planWithoutPatches(document, window, { layout, fault });
  if (!isBegun || fault !== 'short' || begun?.anchor !== layout.place.anchor) return exact;
  // A jump in a file that fits changes its suffix block. Without patches each jump would discard what
  // was filled, and a slow machine would hardly ever finish.
  const patch = window.plan(layout, modeOf({ ...document.live, window }));
  return patch.cost <= maxPatchShare * layout.tokens.length ? patch : exact;
}

/**
 * Plans from the cells before the first patch, or before stale cells. Evicted cells stay: models are
 * trained with them.
 */
function planWithoutPatches(
  document: DocumentWindow,
  window: KvWindow,
  { layout, fault }: RepairTarget,
): WindowPlan {
  const mode = withoutPatches(modeOf({ ...document.live, window }));
  const { tokens } = window.sequence;
  const last = fault === 'stale' ? staleTokens.refresh : staleTokens.repair;
  const isStale = window.origins.isStale(tokens.length, last);
  const staleFrom = isStale ? layout.tokens.length - last : Infinity;
  const from = fault === 'stale' ? staleFrom : Math.min(window.origins.patchedFrom, staleFrom);
  if (from === Infinity) return window.plan(layout, mode);
  return window.plan(layout, mode, { tokens: tokens.slice(0, Math.max(0, from)) });
}

/**
 * Returns what the window should become; undefined when it is that. In a rest, when patches are
 * repaired, it grows to all that fits; before that as its use pays for.
 */
function findTarget(
  { live }: DocumentWindow,
  at: WindowView,
  job: keyof typeof lastFault,
): RepairTarget | undefined {
  const { state, sequence } = live.window;
  const goal = job === 'repair' ? layOutWhole(live, at) : layOutNext(live, at);
  const here = state.kind === 'empty' ? undefined : layOutHere(live, at, state.layout.place, true);
  if (state.kind === 'empty' || here === undefined) return { layout: goal, fault: 'short' };
  if (isShort(here, goal) || (holdsFile(goal, at) && !holdsFile(here, at))) {
    const isCutHere = state.kind !== 'moving' && isCut(here, goal) && mayGrow(live, at, goal);
    if (!isCutHere) return { layout: goal, fault: 'short' };
    // Between keys no more of the suffix than models look at.
    const isEnough = !lacksSuffix(here, goal, windowSizes(sequence.capacity).suffix);
    return job === 'complete' && isEnough ? undefined : { layout: goal, fault: 'cut' };
  }
  // Cells that are on their way don't hold the layout yet.
  if (state.kind === 'moving') return { layout: here, fault: 'short' };
  return findInexact(live.window, state.layout.place, { here, goal });
}

/** Returns what a window that holds all of its text should become. */
function findInexact(
  { origins, sequence }: KvWindow,
  place: Place,
  { here, goal }: { readonly here: WindowLayout; readonly goal: WindowLayout },
): RepairTarget | undefined {
  const layout = prefixTokens(goal) > prefixTokens(here) ? goal : here;
  if (here.place.context !== place.context) return { layout, fault: 'outdated' };
  const { length } = sequence.tokens;
  if (origins.isStale(length, staleTokens.refresh)) return { layout: here, fault: 'stale' };
  if (here.place.suffix !== place.suffix) return { layout, fault: 'inexact' };
  const isInexact = origins.patchedFrom < length || origins.isStale(length, staleTokens.repair);
  return isInexact ? { layout: here, fault: 'inexact' } : undefined;
}

/** Returns whether a window lacks no more than the rest of its suffix block. */
function isCut({ place }: WindowLayout, goal: WindowLayout): boolean {
  return place.anchor <= goal.place.anchor && goal.place.suffix.startsWith(place.suffix);
}

/** Returns whether a window that was begun is about as good as one that is begun now. */
function serves(begun: WindowLayout, target: WindowLayout): boolean {
  return begun.place.context === target.place.context && !isShort(begun, target);
}

function prefixTokens(layout: WindowLayout): number {
  return tokensOfKind(layout, 'prefix');
}
