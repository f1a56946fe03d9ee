import { excludePatches } from '../../completion/reuse/reusePlan.ts';
import {
  holdsFile,
  countTokensOfKind,
  type WindowPosition,
  type WindowLayout,
} from '../../completion/window/windowLayout.ts';
import {
  isShort,
  lacksSuffix,
  maxPatchShare,
  maxRepairInPlace,
  minCopiedTokens,
  staleTokens,
  computeWindowSizes,
} from '../../completion/window/windowPolicy.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { DocumentWindow } from '../kv/documentWindow.ts';
import type { KvWindow } from '../kv/kvWindow.ts';
import {
  layOutInPlace,
  layOutNext,
  layOutWhole,
  mayGrow,
  resolveReuseMode,
} from '../kv/windowChoice.ts';
import type { WindowPlan } from '../kv/windowPlan.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import type { ModelLease } from '../scheduling/scheduler.ts';

/** Target layout of a window, and the fault of the current one. */
interface RepairTarget {
  readonly layout: WindowLayout;
  readonly fault: Fault;
}

/**
 * Faults of a window, the most urgent first.
 *
 * - `short`: text is missing that the window could hold.
 * - `cut`: the rest of the suffix block is missing.
 * - `outdated`: the context has changed.
 * - `stale`: cells before the cursor were evaluated without text that now precedes them.
 * - `inexact`: cells aren't exact, or the suffix has changed.
 */
const faults = ['short', 'cut', 'outdated', 'stale', 'inexact'] as const;
type Fault = (typeof faults)[number];

/** Faults that inserted text repairs. */
const growableFaults: readonly Fault[] = ['short', 'cut', 'outdated'];

/** Last fault, in order of urgency, that each job repairs. */
const lastFaultByJob = { complete: 'cut', refresh: 'stale', repair: 'inexact' } as const;

/** Conditions of a repair. */
export interface RepairConditions {
  readonly lease: ModelLease;
  /** Returns the time since the last event, in ms. */
  readonly getQuietMs: () => number;
  /** True while the next keys need no model. */
  readonly isTypedAlong: boolean;
}

/**
 * Completes and repairs windows slice by slice: small windows at places that the user jumped to,
 * cells after a patch, and suffix blocks that no longer fit. Missing text is inserted into the window
 * piece by piece where that is allowed. Otherwise a second window is filled and then takes over; if
 * there is none, the window itself is evaluated again.
 */
export class WindowRepair {
  readonly #pool: WindowPool;

  constructor(pool: WindowPool) {
    this.#pool = pool;
  }

  /**
   * Repairs the faults of a window that a job covers.
   *
   * @param job selects the faults.
   * @returns whether there is nothing left to do now.
   */
  async run(
    job: keyof typeof lastFaultByJob,
    document: DocumentWindow,
    at: WindowView,
    { lease, getQuietMs, isTypedAlong }: RepairConditions,
  ): Promise<boolean> {
    const target = findTarget(document, at, job);
    if (target === undefined || !isDue(job, target)) return true;
    // For a part of a larger file, and for a window with all of the text before the cursor, more text
    // is worth less than an answer before the next key.
    const isPart = !holdsFile(target.layout, at) && mayGrow(document.live, at, target.layout);
    if ((isPart || target.fault === 'cut') && job === 'complete' && !isTypedAlong) return true;
    const isGrown = await this.#grow(document, at, target, { lease, getQuietMs });
    if (isGrown !== undefined) return isGrown && !isDue(job, findTarget(document, at, job));
    const { window } = document.live;
    const inPlacePlan = planWithoutPatches(document, window, target);
    const secondWindow =
      inPlacePlan.cost <= maxRepairInPlace
        ? undefined
        : await this.#openSecond(document, inPlacePlan.cost, target.layout, lease);
    if (secondWindow === undefined) return document.repair(window, inPlacePlan, lease, getQuietMs);
    const plan = planSecond(document, at, { ...secondWindow, target });
    if (!(await document.repair(secondWindow.window, plan, lease, getQuietMs))) return false;
    this.#pool.setSpare(window);
    return !isDue(job, findTarget(document, at, job));
  }

  /** Returns whether a window should hold more text, or more exact cells. */
  isNeeded(document: DocumentWindow, at: WindowView): boolean {
    return findTarget(document, at, 'repair') !== undefined;
  }

  /**
   * Inserts a piece of missing text.
   *
   * @returns undefined if the window doesn't grow by insertions; false if the signal aborted.
   */
  async #grow(
    document: DocumentWindow,
    at: WindowView,
    { layout, fault }: RepairTarget,
    { lease, getQuietMs }: Pick<RepairConditions, 'lease' | 'getQuietMs'>,
  ): Promise<boolean | undefined> {
    if (!growableFaults.includes(fault) || this.#pool.isFilling(document.uri)) return undefined;
    return document.grow(at, layout, lease, getQuietMs);
  }

  /**
   * Opens a second window. It holds the cells that an earlier run filled, a copy of the first window,
   * or nothing.
   */
  async #openSecond(
    { uri, live: { window } }: DocumentWindow,
    cost: number,
    target: WindowLayout,
    lease: ModelLease,
  ): Promise<Omit<SecondWindow, 'target'> | undefined> {
    const secondWindow = await this.#pool.openSpare(uri, lease);
    if (secondWindow === undefined || secondWindow.isBegun) return secondWindow;
    const { sequence } = secondWindow.window;
    const isCopied =
      target.tokens.length - cost >= minCopiedTokens && (await this.#pool.copy(window, sequence));
    if (isCopied) secondWindow.window.adopt(window.state, window.origins.copy());
    else {
      secondWindow.window.adopt({ kind: 'empty' });
      await sequence.truncate(0);
    }
    return secondWindow;
  }
}

/** Returns whether a job repairs the fault of a target. */
function isDue(job: keyof typeof lastFaultByJob, target: RepairTarget | undefined): boolean {
  return (
    target !== undefined && faults.indexOf(target.fault) <= faults.indexOf(lastFaultByJob[job])
  );
}

/** Second window, and the target of the repair. */
interface SecondWindow {
  readonly window: KvWindow;
  /** True where an earlier run filled it; otherwise it is a copy or empty. */
  readonly isBegun: boolean;
  readonly target: RepairTarget;
}

/**
 * Plans how a second window is filled: towards the place that it was begun for, as long as that is
 * good enough.
 */
function planSecond(
  document: DocumentWindow,
  at: WindowView,
  { window, isBegun, target: { layout: target, fault } }: SecondWindow,
): WindowPlan {
  const { state } = window;
  const startPosition = state.kind === 'empty' ? undefined : state.layout.position;
  const continuedLayout = startPosition && layOutInPlace(document.live, at, startPosition, true);
  // Its cells may belong to another place or to an earlier text.
  const isSameSuffix = continuedLayout?.position.suffix === startPosition?.suffix;
  const layout =
    continuedLayout && isSameSuffix && isGoodEnough(continuedLayout, target)
      ? continuedLayout
      : target;
  const exactPlan = planWithoutPatches(document, window, { layout, fault });
  if (!isBegun || fault !== 'short' || startPosition?.anchor !== layout.position.anchor)
    return exactPlan;
  // A jump within a file that fits the window changes the suffix block. Without patches each jump
  // would discard the filled cells, and a slow machine would hardly ever finish.
  const patchPlan = window.plan(layout, resolveReuseMode({ ...document.live, window }));
  return patchPlan.cost <= maxPatchShare * layout.tokens.length ? patchPlan : exactPlan;
}

/**
 * Plans from the cells before the first patch, or before stale cells. Cells after an eviction stay,
 * because models are trained with such cells.
 */
function planWithoutPatches(
  document: DocumentWindow,
  window: KvWindow,
  { layout, fault }: RepairTarget,
): WindowPlan {
  const mode = excludePatches(resolveReuseMode({ ...document.live, window }));
  const { tokens } = window.sequence;
  const last = fault === 'stale' ? staleTokens.refresh : staleTokens.repair;
  const isStale = window.origins.isStale(tokens.length, last);
  const staleFrom = isStale ? layout.tokens.length - last : Infinity;
  const from = fault === 'stale' ? staleFrom : Math.min(window.origins.patchedFrom, staleFrom);
  if (from === Infinity) return window.plan(layout, mode);
  return window.plan(layout, mode, { tokens: tokens.slice(0, Math.max(0, from)) });
}

/**
 * Returns the target of a window; undefined if it is reached. The `repair` job, which runs when
 * typing pauses, grows the window to all text that fits; other jobs grow it as far as its use pays
 * for.
 */
function findTarget(
  { live }: DocumentWindow,
  at: WindowView,
  job: keyof typeof lastFaultByJob,
): RepairTarget | undefined {
  const { state, sequence } = live.window;
  const goal = job === 'repair' ? layOutWhole(live, at) : layOutNext(live, at);
  const here =
    state.kind === 'empty' ? undefined : layOutInPlace(live, at, state.layout.position, true);
  if (state.kind === 'empty' || here === undefined) return { layout: goal, fault: 'short' };
  if (isShort(here, goal) || (holdsFile(goal, at) && !holdsFile(here, at))) {
    const isCutHere = state.kind !== 'moving' && isCut(here, goal) && mayGrow(live, at, goal);
    if (!isCutHere) return { layout: goal, fault: 'short' };
    // Between keys, no more of the suffix is inserted than models use.
    const isEnough = !lacksSuffix(here, goal, computeWindowSizes(sequence.capacity).suffix);
    return job === 'complete' && isEnough ? undefined : { layout: goal, fault: 'cut' };
  }
  // The cells of a moving window don't hold the layout yet.
  if (state.kind === 'moving') return { layout: here, fault: 'short' };
  return findInexact(live.window, state.layout.position, { here, goal });
}

/** Returns the target of a window that holds all of its text. */
function findInexact(
  { origins, sequence }: KvWindow,
  place: WindowPosition,
  { here, goal }: { readonly here: WindowLayout; readonly goal: WindowLayout },
): RepairTarget | undefined {
  const layout = countPrefixTokens(goal) > countPrefixTokens(here) ? goal : here;
  if (here.position.context !== place.context) return { layout, fault: 'outdated' };
  const { length } = sequence.tokens;
  if (origins.isStale(length, staleTokens.refresh)) return { layout: here, fault: 'stale' };
  if (here.position.suffix !== place.suffix) return { layout, fault: 'inexact' };
  const isInexact = origins.patchedFrom < length || origins.isStale(length, staleTokens.repair);
  return isInexact ? { layout: here, fault: 'inexact' } : undefined;
}

/** Returns whether a window lacks only the rest of its suffix block. */
function isCut({ position }: WindowLayout, goal: WindowLayout): boolean {
  return (
    position.anchor <= goal.position.anchor && goal.position.suffix.startsWith(position.suffix)
  );
}

/** Returns whether a window that was begun earlier is about as good as one that is begun now. */
function isGoodEnough(candidate: WindowLayout, target: WindowLayout): boolean {
  return candidate.position.context === target.position.context && !isShort(candidate, target);
}

function countPrefixTokens(layout: WindowLayout): number {
  return countTokensOfKind(layout, 'prefix');
}
