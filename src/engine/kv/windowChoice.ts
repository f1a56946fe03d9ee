/** Chooses the cheapest plan that brings the window of a document to the prompt for a cursor. */
import { countErasedTokens, excludePatches, type Reuse } from '../../completion/reuse/reusePlan.ts';
import { noContext } from '../../completion/context/renderContext.ts';
import { isWorthSaving, minSavingByRestore } from '../../completion/window/savePolicy.ts';
import {
  holdsFile,
  layOutCurrent,
  layOutNew,
  type WindowPosition,
  type WindowFormat,
  type WindowLayout,
} from '../../completion/window/windowLayout.ts';
import {
  maxCheapTokens,
  computeColdSizes,
  computeColdTokens,
  shouldGrowInPlace,
  lacksPrefix,
  maxColdTokens,
  computeMaxCostAtOnce,
  maxPatches,
  computeNextSizes,
  computeNewWindowSizes,
  computeWindowSizes,
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
  readonly savedWindows: SavedWindows | undefined;
  /** Number of cursor positions that a prompt was evaluated for since the window was laid out. */
  readonly useCount: number;
}

/** Returns the cheapest plan for the prompt at a cursor, from the live window or a saved one. */
export function chooseWindow(live: LiveWindow, at: WindowView, reach: Reach): WindowPlan {
  let best = chooseLive(live, at, reach);
  if (best.cost <= maxCheapTokens) return best;
  for (const { window, position } of live.savedWindows?.listAll(at.text) ?? []) {
    const layout = layOutInPlace(live, at, position, false);
    if (layout === undefined || lacksPrefix(layout, live.model)) continue;
    const savedCells = { tokens: window.state.tokens, current: window.prompt };
    const plan = live.window.plan(layout, resolveReuseMode(live), savedCells);
    if (plan.cost + minSavingByRestore <= best.cost) best = { ...plan, savedWindow: window };
  }
  return best;
}

/** Returns the cheaper plan of continuing the live window and filling a new one. */
export function chooseLive(live: LiveWindow, at: WindowView, reach: Reach): WindowPlan {
  const { model: pace, window } = live;
  const { state } = window;
  const layout =
    state.kind === 'empty' ? undefined : layOutInPlace(live, at, state.layout.position, false);
  const currentPlan =
    layout && !lacksPrefix(layout, pace) ? planInPlace(live, layout, reach) : undefined;
  if (currentPlan !== undefined && currentPlan.cost <= computeMaxCostAtOnce('new', pace))
    return currentPlan;
  const nearPlan = currentPlan && planNear(live, at);
  if (nearPlan !== undefined) return nearPlan;
  // Only a whole file is worth the higher cost: a part of a larger file has less to lose.
  if (
    currentPlan &&
    holdsFile(currentPlan.layout, at) &&
    currentPlan.cost <= computeMaxCostAtOnce('here', pace)
  )
    return currentPlan;
  // Cells of another place are no approximation of a new layout.
  const wholePlan = window.plan(layOutWhole(live, at), excludePatches(live.mode));
  const maxCost = computeMaxCostAtOnce('new', pace, holdsFile(wholePlan.layout, at));
  const maxWholeCost = reach === 'small' ? Math.min(maxColdTokens, maxCost) : maxCost;
  if (wholePlan.cost <= maxWholeCost) return wholePlan;
  return { ...planCold(live, at), replacedLayout: layout };
}

/**
 * Plans a small window around a cursor. Context from other files is left to idle time if it raises
 * the cost.
 */
export function planCold(live: LiveWindow, at: WindowView): WindowPlan {
  const { window, format, model } = live;
  const { capacity } = window.sequence;
  const coldTokens = computeColdTokens(model.prefillMsPerToken);
  const sizes = computeColdSizes(capacity, coldTokens);
  const mode = excludePatches(live.mode);
  if (at.context.text !== '') {
    const contextTokens = format.tokenizeContinuation(at.context.text).length;
    const prompt = Math.min(computeWindowSizes(capacity).prompt, sizes.prompt + contextTokens);
    const plan = window.plan(layOutNew(at, { ...sizes, prompt }, format), mode);
    if (plan.cost <= coldTokens) return plan;
  }
  return window.plan(layOutNew({ ...at, context: noContext }, sizes, format), mode);
}

/** Lays out the whole window at a cursor, with some room to type before its start moves on. */
export function layOutWhole({ window, format }: LiveWindow, at: WindowView): WindowLayout {
  return layOutNew(at, computeNewWindowSizes(window.sequence.capacity), format);
}

/** Lays out the window at the size that it should grow to next. */
export function layOutNext(live: LiveWindow, at: WindowView): WindowLayout {
  const { window, model, format, useCount } = live;
  const { state, sequence } = window;
  const whole = layOutWhole(live, at);
  const growth = {
    promptTokens: state.kind === 'empty' ? 0 : state.layout.tokens.length,
    isMoving: state.kind === 'moving',
    uses: useCount,
    isFile: holdsFile(whole, at),
    isInPlace: mayGrow(live, at, whole),
  };
  const sizes = computeNextSizes(sequence.capacity, whole.tokens.length, growth, model);
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
    origins.patches > 0 && state.kind !== 'empty' && state.layout.position.anchor === 0;
  const isFile = holdsFile(whole, at) && !origins.isGrown && !isPatched;
  return (
    resolveReuseMode(live) === 'patched' &&
    shouldGrowInPlace(whole.tokens.length, isFile, live.model)
  );
}

/**
 * Lays out a window at a place; undefined if the cursor has left it.
 *
 * @param refresh true to read the suffix block and the context again.
 */
export function layOutInPlace(
  { window, format }: LiveWindow,
  at: WindowView,
  place: WindowPosition,
  refresh: boolean,
): WindowLayout | undefined {
  const sizes = computeWindowSizes(window.sequence.capacity);
  return layOutCurrent(at, place, { sizes, refresh }, format);
}

/**
 * Returns the boldest reuse that is allowed: that of the settings, but without patches once too many
 * have accumulated, or if cells can't be moved.
 */
export function resolveReuseMode({ window, mode }: Pick<LiveWindow, 'window' | 'mode'>): Reuse {
  const { origins, sequence } = window;
  const isLimited = origins.patches >= maxPatches || !sequence.canInsert;
  return mode === 'patched' && isLimited ? 'rolling' : mode;
}

/**
 * Returns whether a plan replaces a window that holds most of its whole file and could be patched for
 * the cursor instead.
 */
export function isReplacingFile(
  { replacedLayout }: WindowPlan,
  live: LiveWindow,
  at: WindowView,
): boolean {
  if (replacedLayout === undefined || !holdsFile(replacedLayout, at)) return false;
  const isMostHeld = 2 * live.window.sequence.tokens.length >= replacedLayout.tokens.length;
  return isMostHeld && resolveReuseMode(live) === 'patched';
}

/** Returns whether a plan loses cells that are worth a saved state. */
export function shouldSaveFirst(
  { reusePlan, savedWindow }: WindowPlan,
  window: KvWindow,
  model: LanguageModel,
): boolean {
  const { sequence, state } = window;
  if (state.kind !== 'ready' && state.kind !== 'ahead') return false;
  const heldTokens = sequence.tokens.length - state.sampledTokens.length;
  if (savedWindow) return areCellsWorthSaving(heldTokens, window, model);
  // Cells evicted from the front aren't needed again.
  const evictedTokens = reusePlan?.reuse === 'rolling' ? countErasedTokens(reusePlan) : 0;
  return (
    reusePlan !== undefined &&
    areCellsWorthSaving(heldTokens - reusePlan.length - evictedTokens, window, model)
  );
}

/** Returns whether evaluating a window again takes longer than saving and loading it. */
export function isWindowWorthSaving({ window, model }: LiveWindow): boolean {
  const { state, sequence } = window;
  const isPrompt = state.kind === 'ready' || state.kind === 'ahead';
  return isPrompt && areCellsWorthSaving(sequence.tokens.length, window, model);
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
  if (state.kind === 'empty' || resolveReuseMode(live) !== 'patched') return undefined;
  const coldTokens = computeColdTokens(model.prefillMsPerToken);
  const { suffix } = computeColdSizes(sequence.capacity, coldTokens);
  const sizes = { ...computeWindowSizes(sequence.capacity), suffix, file: 0 };
  const layout = layOutCurrent(at, state.layout.position, { sizes, refresh: false }, format);
  const plan = layout && window.plan(layout, 'patched');
  return plan !== undefined && plan.cost <= coldTokens ? plan : undefined;
}

/**
 * Plans the live window, with exact cells where no request waits, up to the cost of a cold window.
 */
function planInPlace(live: LiveWindow, layout: WindowLayout, reach: Reach): WindowPlan {
  const exactPlan =
    reach === 'small' ? live.window.plan(layout, excludePatches(live.mode)) : undefined;
  if (exactPlan !== undefined && exactPlan.cost <= maxColdTokens) return exactPlan;
  return live.window.plan(layout, resolveReuseMode(live));
}

function areCellsWorthSaving(
  lostTokens: number,
  { sequence }: KvWindow,
  model: LanguageModel,
): boolean {
  const bytes = sequence.tokens.length * sequence.bytesPerToken;
  return isWorthSaving(lostTokens, bytes, model.prefillMsPerToken);
}
