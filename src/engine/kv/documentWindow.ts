import { carryOffset, type TextChange } from '../../completion/text/carryOffset.ts';
import { findGrowth } from '../../completion/window/windowGrowth.ts';
import { continuesWindow, type WindowLayout } from '../../completion/window/windowLayout.ts';
import { maxCheapTokens, maxColdTokens, type Reach } from '../../completion/window/windowPolicy.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { ModelLease } from '../scheduling/scheduler.ts';
import type { PrefilledPrompt } from '../sequence/generate.ts';
import { computeIdleSliceMs, requestSliceMs } from '../sequence/slices.ts';
import { WindowMeter } from '../metering/windowMeter.ts';
import { growthLead, growWindow } from './growWindow.ts';
import { sampleFirst, type KvWindow, type WindowWork } from './kvWindow.ts';
import {
  chooseLive,
  chooseWindow,
  layOutInPlace,
  isReplacingFile,
  shouldSaveFirst,
  mayGrow,
  planCold,
  type LiveWindow,
} from './windowChoice.ts';
import type { WindowPlan } from './windowPlan.ts';

/**
 * Maximum time for inserting a piece of text, in ms; a piece has at least one slice. Rotating the
 * keys after it takes as long as some tokens, and an interrupted piece is lost.
 */
const maxPieceMs = 1600;

/** Window of one document, and its saved windows to return to. */
export class DocumentWindow {
  readonly uri: string;
  readonly meter = new WindowMeter();
  readonly #setAside: (window: KvWindow) => Promise<KvWindow | undefined>;
  #live: LiveWindow;

  /**
   * @param setAside keeps a window of the document, to be continued in idle time, and returns an
   *   empty one to use instead; undefined if there is none.
   */
  constructor(
    uri: string,
    live: LiveWindow,
    setAside: (window: KvWindow) => Promise<KvWindow | undefined>,
  ) {
    this.uri = uri;
    this.#live = live;
    this.#setAside = setAside;
  }

  /** Window in use, and the state that its plans depend on. */
  get live(): LiveWindow {
    return this.#live;
  }

  get #window(): KvWindow {
    return this.#live.window;
  }

  /** Carries places along with changes of the document. */
  carry(changes: readonly TextChange[]): void {
    this.#live.savedWindows?.carryAnchors(changes);
    this.meter.cursor = changes.reduce(carryOffset, this.meter.cursor);
    this.#window.carry(changes);
  }

  /**
   * Brings the window to the prompt for a cursor by the cheapest strategy.
   *
   * @param onPlanned receives the plan before it is applied.
   * @param reach `small` evaluates no more than a cold window takes.
   * @returns undefined if the signal aborted first.
   */
  async prefill(
    at: WindowView,
    work: WindowWork,
    onPlanned?: (plan: WindowPlan) => void,
    reach: Reach = 'whole',
  ): Promise<PrefilledPrompt | undefined> {
    const chosenPlan = await this.#keepFile(chooseWindow(this.live, at, reach), at, work);
    const plan = await this.#load(chosenPlan, at, reach, work);
    const isNewPosition = at.cursor !== this.meter.cursor;
    const { state } = this.#window;
    const isContinued =
      state.kind !== 'empty' && continuesWindow(plan.layout, state.layout.position);
    const useCount = isContinued ? this.#live.useCount + Number(isNewPosition) : 0;
    this.#live = { ...this.#live, useCount };
    this.meter.cursor = at.cursor;
    onPlanned?.(plan);
    const { reusePlan } = plan;
    this.meter.firstNewCell =
      reusePlan?.insert[0]?.position ?? reusePlan?.length ?? this.#window.sequence.tokens.length;
    const maxTokens = reach === 'small' ? maxColdTokens : Infinity;
    return this.#window.apply(plan, work, { maxTokens });
  }

  /**
   * Prefetches the prompt before a request, and samples the first token after it.
   *
   * @returns the prompt with the tokens known after it; undefined if the signal aborted first, or if
   *   the rest of a longer prompt waits until something is typed there.
   */
  prefetch(at: WindowView, reach: Reach, lease: ModelLease): Promise<PrefilledPrompt | undefined> {
    const work = this.#createIdleWork(lease, (tokens) => {
      this.meter.countPrefetched(tokens);
    });
    return this.#live.model.workMeter.countAs('prefetch', async () =>
      sampleFirst(await this.prefill(at, work, undefined, reach), this.#window, work),
    );
  }

  /**
   * Continues to a prompt that may come next and samples the first token after it, if that costs only
   * a few tokens and the window loses nothing.
   *
   * @returns undefined if the conditions aren't met, or if the signal aborted first.
   */
  async prefetchNext(at: WindowView, lease: ModelLease): Promise<PrefilledPrompt | undefined> {
    const { state } = this.#window;
    if (state.kind !== 'ready' && state.kind !== 'ahead') return undefined;
    const layout = layOutInPlace(this.live, at, state.layout.position, false);
    if (layout === undefined || layout.hasAdvanced) return undefined;
    const plan = this.#window.plan(layout, 'exact');
    if (plan.cost > maxCheapTokens) return undefined;
    const work = this.#createRepairWork(lease);
    return this.#live.model.workMeter.countAs('prefetch', async () =>
      sampleFirst(await this.#window.apply(plan, work, { isNextPrompt: true }), this.#window, work),
    );
  }

  /**
   * Inserts a piece of missing text before the text that the window holds.
   *
   * @param goal layout that the window grows to.
   * @param getQuietMs returns the time since the last event, in ms: a pause is likely to last as long
   *   again.
   * @returns undefined if the window doesn't grow by insertion; false if the signal aborted first.
   */
  async grow(
    at: WindowView,
    goal: WindowLayout,
    lease: ModelLease,
    getQuietMs: () => number,
  ): Promise<boolean | undefined> {
    const { state, sequence } = this.#window;
    if (state.kind === 'empty' || !mayGrow(this.live, at, goal)) return undefined;
    const sliceCount = Math.max(1, Math.floor(Math.min(maxPieceMs, getQuietMs()) / requestSliceMs));
    const maxTokens =
      sliceCount * sequence.computeSliceTokens(computeIdleSliceMs(getQuietMs())) - growthLead;
    const { position } = state.layout;
    const next = findGrowth(at, position, goal.position, maxTokens, this.#live.format);
    const layout = next && layOutInPlace(this.live, at, next, false);
    if (layout === undefined || layout.hasAdvanced) return undefined;
    const work = this.#createRepairWork(lease, getQuietMs);
    const isGrown = await this.#live.model.workMeter.countAs('repair', () =>
      growWindow(this.#window, layout, work),
    );
    if (isGrown === true) this.meter.firstNewCell = sequence.tokens.length;
    return isGrown;
  }

  /**
   * Applies a plan in idle time, and samples the first token after the prompt.
   *
   * @param window the window in use, or another one that takes over afterwards.
   * @param getQuietMs returns the time since the last event, in ms.
   * @returns false if the signal aborted first.
   */
  async repair(
    window: KvWindow,
    plan: WindowPlan,
    lease: ModelLease,
    getQuietMs: () => number,
  ): Promise<boolean> {
    const work = this.#createRepairWork(lease, getQuietMs);
    const ready = await this.#live.model.workMeter.countAs('repair', async () =>
      sampleFirst(await window.apply(plan, work), window, work),
    );
    if (ready === undefined) return false;
    this.meter.firstNewCell = window.sequence.tokens.length;
    this.#live = { ...this.#live, window };
    return true;
  }

  /**
   * Saves the window at the prompt of the document, if it can be saved. Earlier plans are invalid
   * afterwards.
   */
  async save(text: string, lease: ModelLease): Promise<void> {
    const { state } = this.#window;
    if (state.kind === 'ahead') {
      const { layout } = state.base;
      await this.#window.apply(this.#window.plan(layout, 'exact'), this.#createRepairWork(lease));
    }
    await this.#live.savedWindows?.save(this.#window, text);
  }

  /**
   * @param getQuietMs returns the time since the last event, in ms; if omitted, slices are as long as in
   *   a request.
   */
  #createRepairWork(lease: ModelLease, getQuietMs?: () => number): WindowWork {
    const work = this.#createIdleWork(lease, (tokens) => {
      this.meter.countRepaired(tokens);
    });
    return getQuietMs === undefined
      ? work
      : { ...work, getMaxSliceMs: () => computeIdleSliceMs(getQuietMs()) };
  }

  #createIdleWork(lease: ModelLease, onEvaluated: (tokens: number) => void): WindowWork {
    const { workMeter } = this.#live.model;
    return { lease, workMeter, runStep: (step) => step(), onEvaluated };
  }

  /**
   * Loads the saved window that a plan starts from into the live one. Saves the live window first if
   * much of it would be lost.
   *
   * @returns the plan from there.
   */
  async #load(
    plan: WindowPlan,
    at: WindowView,
    reach: Reach,
    { runStep }: WindowWork,
  ): Promise<WindowPlan> {
    const { savedWindows: store, model } = this.#live;
    // The plan starts from the cells that the window holds now.
    if (shouldSaveFirst(plan, this.#window, model))
      await runStep(async () => store?.save(this.#window, at.text));
    const { savedWindow } = plan;
    if (savedWindow === undefined || store === undefined) return plan;
    await runStep(() => store.load(savedWindow, this.#window));
    // The state may have been rejected, and saving may have changed the stored ones.
    return chooseLive(this.live, at, reach);
  }

  /** Sets the window aside if a cold one would replace most of a whole file. */
  async #keepFile(plan: WindowPlan, at: WindowView, { runStep }: WindowWork): Promise<WindowPlan> {
    if (!isReplacingFile(plan, this.live, at)) return plan;
    const emptyWindow = await runStep(() => this.#setAside(this.#window));
    if (emptyWindow === undefined) return plan;
    this.#live = { ...this.#live, window: emptyWindow };
    return planCold(this.live, at);
  }
}
