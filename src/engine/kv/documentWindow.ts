import { carryOffset, type TextChange } from '../../completion/text/carryOffset.ts';
import { findGrowth } from '../../completion/window/windowGrowth.ts';
import { continues, type WindowLayout } from '../../completion/window/windowLayout.ts';
import { cheapTokens, maxColdTokens, type Reach } from '../../completion/window/windowPolicy.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { ModelLease } from '../scheduling/scheduler.ts';
import type { ReadyPrompt } from '../sequence/generate.ts';
import { idleSliceMs, requestSliceMs } from '../sequence/slices.ts';
import { WindowMeter } from '../metering/windowMeter.ts';
import { growthLead, growWindow } from './growWindow.ts';
import { sampleFirst, type KvWindow, type WindowWork } from './kvWindow.ts';
import {
  chooseLive,
  chooseWindow,
  layOutHere,
  losesFile,
  losesMuch,
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
    this.#live.saved?.changed(changes);
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
  async prepare(
    at: WindowView,
    work: WindowWork,
    onPlanned?: (plan: WindowPlan) => void,
    reach: Reach = 'whole',
  ): Promise<ReadyPrompt | undefined> {
    const chosen = await this.#keepFile(chooseWindow(this.live, at, reach), at, work);
    const plan = await this.#load(chosen, at, reach, work);
    const isUse = at.cursor !== this.meter.cursor;
    const { state } = this.#window;
    const goesOn = state.kind !== 'empty' && continues(plan.layout, state.layout.place);
    const uses = goesOn ? this.#live.uses + Number(isUse) : 0;
    this.#live = { ...this.#live, uses };
    this.meter.cursor = at.cursor;
    onPlanned?.(plan);
    const { reuse } = plan;
    this.meter.newFrom =
      reuse?.insert[0]?.at ?? reuse?.length ?? this.#window.sequence.tokens.length;
    const maxTokens = reach === 'small' ? maxColdTokens : Infinity;
    return this.#window.apply(plan, work, { maxTokens });
  }

  /**
   * Prefetches the prompt before a request, and samples the first token after it.
   *
   * @returns the prompt with the tokens known after it; undefined if the signal aborted first, or if
   *   the rest of a longer prompt waits until something is typed there.
   */
  prefetch(at: WindowView, reach: Reach, lease: ModelLease): Promise<ReadyPrompt | undefined> {
    const work = this.#idleWork(lease, (tokens) => {
      this.meter.evaluatedAhead(tokens);
    });
    return this.#live.model.work.countAs('prefetch', async () =>
      sampleFirst(await this.prepare(at, work, undefined, reach), this.#window, work),
    );
  }

  /**
   * Continues to a prompt that may come next and samples the first token after it, if that costs only
   * a few tokens and the window loses nothing.
   *
   * @returns undefined if the conditions aren't met, or if the signal aborted first.
   */
  async prefetchNext(at: WindowView, lease: ModelLease): Promise<ReadyPrompt | undefined> {
    const { state } = this.#window;
    if (state.kind !== 'ready' && state.kind !== 'ahead') return undefined;
    const layout = layOutHere(this.live, at, state.layout.place, false);
    if (layout === undefined || layout.hasAdvanced) return undefined;
    const plan = this.#window.plan(layout, 'exact');
    if (plan.cost > cheapTokens) return undefined;
    const work = this.#repairWork(lease);
    return this.#live.model.work.countAs('prefetch', async () =>
      sampleFirst(await this.#window.apply(plan, work, { goesAhead: true }), this.#window, work),
    );
  }

  /**
   * Inserts a piece of missing text before the text that the window holds.
   *
   * @param goal layout that the window grows to.
   * @param quietMs returns the time since the last event, in ms: a pause is likely to last as long
   *   again.
   * @returns undefined if the window doesn't grow by insertion; false if the signal aborted first.
   */
  async grow(
    at: WindowView,
    goal: WindowLayout,
    lease: ModelLease,
    quietMs: () => number,
  ): Promise<boolean | undefined> {
    const { state, sequence } = this.#window;
    if (state.kind === 'empty' || !mayGrow(this.live, at, goal)) return undefined;
    const slices = Math.max(1, Math.floor(Math.min(maxPieceMs, quietMs()) / requestSliceMs));
    const maxTokens = slices * sequence.sliceWithin(idleSliceMs(quietMs())) - growthLead;
    const { place } = state.layout;
    const next = findGrowth(at, place, goal.place, maxTokens, this.#live.format);
    const layout = next && layOutHere(this.live, at, next, false);
    if (layout === undefined || layout.hasAdvanced) return undefined;
    const work = this.#repairWork(lease, quietMs);
    const isGrown = await this.#live.model.work.countAs('repair', () =>
      growWindow(this.#window, layout, work),
    );
    if (isGrown === true) this.meter.newFrom = sequence.tokens.length;
    return isGrown;
  }

  /**
   * Applies a plan in idle time, and samples the first token after the prompt.
   *
   * @param window the window in use, or another one that takes over afterwards.
   * @param quietMs returns the time since the last event, in ms.
   * @returns false if the signal aborted first.
   */
  async repair(
    window: KvWindow,
    plan: WindowPlan,
    lease: ModelLease,
    quietMs: () => number,
  ): Promise<boolean> {
    const work = this.#repairWork(lease, quietMs);
    const ready = await this.#live.model.work.countAs('repair', async () =>
      sampleFirst(await window.apply(plan, work), window, work),
    );
    if (ready === undefined) return false;
    this.meter.newFrom = window.sequence.tokens.length;
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
      await this.#window.apply(this.#window.plan(layout, 'exact'), this.#repairWork(lease));
    }
    await this.#live.saved?.save(this.#window, text);
  }

  /**
   * @param quietMs returns the time since the last event, in ms; if omitted, slices are as long as in
   *   a request.
   */
  #repairWork(lease: ModelLease, quietMs?: () => number): WindowWork {
    const work = this.#idleWork(lease, (tokens) => {
      this.meter.evaluatedIdle(tokens);
    });
    return quietMs === undefined ? work : { ...work, maxSliceMs: () => idleSliceMs(quietMs()) };
  }

  #idleWork(lease: ModelLease, onEvaluated: (tokens: number) => void): WindowWork {
    const { work: passes } = this.#live.model;
    return { lease, passes, runStep: (step) => step(), onEvaluated };
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
    const { saved: store, model } = this.#live;
    // The plan starts from the cells that the window holds now.
    if (losesMuch(plan, this.#window, model))
      await runStep(async () => store?.save(this.#window, at.text));
    const { saved } = plan;
    if (saved === undefined || store === undefined) return plan;
    await runStep(() => store.load(saved, this.#window));
    // The state may have been rejected, and saving may have changed the stored ones.
    return chooseLive(this.live, at, reach);
  }

  /** Sets the window aside if a cold one would replace most of a whole file. */
  async #keepFile(plan: WindowPlan, at: WindowView, { runStep }: WindowWork): Promise<WindowPlan> {
    if (!losesFile(plan, this.live, at)) return plan;
    const empty = await runStep(() => this.#setAside(this.#window));
    if (empty === undefined) return plan;
    this.#live = { ...this.#live, window: empty };
    return planCold(this.live, at);
  }
}
