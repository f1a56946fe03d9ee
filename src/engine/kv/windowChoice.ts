/** Chooses the cheapest plan that brings the window of a document to the prompt for a cursor. */
import { erasedTokens, withoutPatches, type Reuse } from '../../completion/reuse/reusePlan.ts';
import { noContext } from '../../completion/context/renderContext.ts';
import { isWorthSaving, minSavingByRestore } from '../../completion/window/savePolicy.ts';
import {
  holdsFile,
  layOutAt,
  layOutNew,
  type Place,
  type WindowFormat,
  type WindowLayout,
} from '../../completion/window/windowLayout.ts';
import {
  cheapTokens,
  coldSizes,
  coldTokens,
  growsInPlace,
  lacksPrefix,
  maxColdTokens,
  maxCostAtOnce,
  maxPatches,
  nextSizes,
  wholeSizes,
  windowSizes,
  type Reach,
} from '../../completion/window/windowPolicy.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { LanguageModel } from '../backend/languageModel.ts';
import type { KvWindow } from './kvWindow.ts';
import type { SavedWindows } from './savedWindows.ts';
import type { WindowPlan } from './windowPlan.ts';

/** Window that a document uses, and the state that its plans depend on. */
export interface LiveWindow {
  readonly window: KvWindow;
  readonly model: LanguageModel;
  readonly format: WindowFormat;
  /** Boldest reuse that the settings allow. */
  readonly mode: Reuse;
  /** Saved windows; undefined for files of which nothing may be written to disk. */
  readonly saved: SavedWindows | undefined;
  /** Number of cursor positions that a prompt was evaluated for since the window was laid out. */
  readonly uses: number;
}

/** Returns the cheapest plan for the prompt at a cursor, from the live window or a saved one. */
export function chooseWindow(live: LiveWindow, at: WindowView, reach: Reach): WindowPlan {
  let best = chooseLive(live, at, reach);
  if (best.cost <= cheapTokens) return best;
  for (const { window, place } of live.saved?.all(at.text) ?? []) {
    const layout = layOutHere(live, at, place, false);
    if (layout === undefined || lacksPrefix(layout, live.model)) continue;
    const held = { tokens: window.state.tokens, current: window.prompt };
    const plan = live.window.plan(layout, modeOf(live), held);
    if (plan.cost + minSavingByRestore <= best.cost) best = { ...plan, saved: window };
  }
  return best;
}

/** Returns the cheaper plan of continuing the live window and filling a new one. */
export function chooseLive(live: LiveWindow, at: WindowView, reach: Reach): WindowPlan {
  const { model: pace, window } = live;
  const { state } = window;
  const layout =
    state.kind === 'empty' ? undefined : layOutHere(live, at, state.layout.place, false);
  const here = layout && !lacksPrefix(layout, pace) ? planHere(live, layout, reach) : undefined;
  if (here !== undefined && here.cost <= maxCostAtOnce('new', pace)) return here;
  const near = here && planNear(live, at);
  if (near !== undefined) return near;
  // Only a whole file is worth the higher cost: a part of a larger file has less to lose.
  if (here && holdsFile(here.layout, at) && here.cost <= maxCostAtOnce('here', pace)) return here;
  // Cells of another place are no approximation of a new layout.
  const whole = window.plan(layOutWhole(live, at), withoutPatches(live.mode));
  const maxCost = maxCostAtOnce('new', pace, holdsFile(whole.layout, at));
  const maxWhole = reach === 'small' ? Math.min(maxColdTokens, maxCost) : maxCost;
  if (whole.cost <= maxWhole) return whole;
  return { ...planCold(live, at), replaced: layout };
}

/**
 * Plans a small window around a cursor. Context from other files is left to idle time if it raises
 * the cost.
 */
export function planCold(live: LiveWindow, at: WindowView): WindowPlan {
  const { window, format, model } = live;
  const { capacity } = window.sequence;
  const cold = coldTokens(model.prefillMsPerToken);
  const sizes = coldSizes(capacity, cold);
  const mode = withoutPatches(live.mode);
  if (at.context.text !== '') {
    const contextTokens = format.tokenizeContinuation(at.context.text).length;
    const prompt = Math.min(windowSizes(capacity).prompt, sizes.prompt + contextTokens);
    const plan = window.plan(layOutNew(at, { ...sizes, prompt }, format), mode);
    if (plan.cost <= cold) return plan;
  }
  return window.plan(layOutNew({ ...at, context: noContext }, sizes, format), mode);
}

/** Lays out the whole window at a cursor, with some room to type before its start moves on. */
export function layOutWhole({ window, format }: LiveWindow, at: WindowView): WindowLayout {
  return layOutNew(at, wholeSizes(window.sequence.capacity), format);
}

/** Lays out the window at the size that it should grow to next. */
export function layOutNext(live: LiveWindow, at: WindowView): WindowLayout {
  const { window, model, format, uses } = live;
  const { state, sequence } = window;
  const whole = layOutWhole(live, at);
  const growth = {
    here: state.kind === 'empty' ? 0 : state.layout.tokens.length,
    isMoving: state.kind === 'moving',
    uses,
    isFile: holdsFile(whole, at),
    isInPlace: mayGrow(live, at, whole),
  };
  const sizes = nextSizes(sequence.capacity, whole.tokens.length, growth, model);
  return sizes.file > 0 ? whole : layOutNew(at, sizes, format);
}

/**
 * Returns whether text is inserted in the window piece by piece, instead of filling a second one.
 *
 * @param whole layout that the window could have.
 */
export function mayGrow(live: LiveWindow, at: WindowView, whole: WindowLayout): boolean {
  const { origins, state } = live.window;
  // Such a window lacks only text after the cursor, and its cells aren't exact anyway.
  const isPatched =
    origins.patches > 0 && state.kind !== 'empty' && state.layout.place.anchor === 0;
  const isFile = holdsFile(whole, at) && !origins.isGrown && !isPatched;
  return modeOf(live) === 'patched' && growsInPlace(whole.tokens.length, isFile, live.model);
}

/**
 * Lays out a window at a place; undefined if the cursor has left it.
 *
 * @param refresh true to read the suffix block and the context again.
 */
export function layOutHere(
  { window, format }: LiveWindow,
  at: WindowView,
  place: Place,
  refresh: boolean,
): WindowLayout | undefined {
  const sizes = windowSizes(window.sequence.capacity);
  return layOutAt(at, place, { sizes, refresh }, format);
}

/**
 * Returns the boldest reuse that is allowed: that of the settings, but without patches once too many
 * have accumulated, or if cells can't be moved.
 */
export function modeOf({ window, mode }: Pick<LiveWindow, 'window' | 'mode'>): Reuse {
  const { origins, sequence } = window;
  const isLimited = origins.patches >= maxPatches || !sequence.canInsert;
  return mode === 'patched' && isLimited ? 'rolling' : mode;
}

/**
 * Returns whether a plan replaces a window that holds most of its whole file and could be patched for
 * the cursor instead.
 */
export function losesFile({ replaced }: WindowPlan, live: LiveWindow, at: WindowView): boolean {
  if (replaced === undefined || !holdsFile(replaced, at)) return false;
  const isMostHeld = 2 * live.window.sequence.tokens.length >= replaced.tokens.length;
  return isMostHeld && modeOf(live) === 'patched';
}

/** Returns whether a plan loses cells that are worth a saved state. */
export function losesMuch(
  { reuse, saved }: WindowPlan,
  window: KvWindow,
  model: LanguageModel,
): boolean {
  const { sequence, state } = window;
  if (state.kind !== 'ready' && state.kind !== 'ahead') return false;
  const held = sequence.tokens.length - state.sampled.length;
  if (saved) return isWorth(held, window, model);
  // Cells evicted from the front aren't needed again.
  const evicted = reuse?.reuse === 'rolling' ? erasedTokens(reuse) : 0;
  return reuse !== undefined && isWorth(held - reuse.length - evicted, window, model);
}

/** Returns whether evaluating a window again takes longer than saving and loading it. */
export function isWindowWorthSaving({ window, model }: LiveWindow): boolean {
  const { state, sequence } = window;
  const isPrompt = state.kind === 'ready' || state.kind === 'ahead';
  return isPrompt && isWorth(sequence.tokens.length, window, model);
}

/**
 * Plans the live window with no more of a new suffix block than a cold window has: the text before
 * the cursor stays, and the rest of the block is inserted in idle time.
 *
 * @returns undefined if a cold window costs less.
 */
function planNear(live: LiveWindow, at: WindowView): WindowPlan | undefined {
  const { window, format, model } = live;
  const { state, sequence } = window;
  if (state.kind === 'empty' || modeOf(live) !== 'patched') return undefined;
  const cold = coldTokens(model.prefillMsPerToken);
  const { suffix } = coldSizes(sequence.capacity, cold);
  const sizes = { ...windowSizes(sequence.capacity), suffix, file: 0 };
  const layout = layOutAt(at, state.layout.place, { sizes, refresh: false }, format);
  const plan = layout && window.plan(layout, 'patched');
  return plan !== undefined && plan.cost <= cold ? plan : undefined;
}

/**
 * Plans the live window, with exact cells where no request waits, up to the cost of a cold window.
 */
function planHere(live: LiveWindow, layout: WindowLayout, reach: Reach): WindowPlan {
  const exact = reach === 'small' ? live.window.plan(layout, withoutPatches(live.mode)) : undefined;
  if (exact !== undefined && exact.cost <= maxColdTokens) return exact;
  return live.window.plan(layout, modeOf(live));
}

function isWorth(lostTokens: number, { sequence }: KvWindow, model: LanguageModel): boolean {
  const bytes = sequence.tokens.length * sequence.bytesPerToken;
  return isWorthSaving(lostTokens, bytes, model.prefillMsPerToken);
}
