import type { Reuse } from '../../completion/cache/reusePlan.ts';
import type { RenderedContext } from '../../completion/context/renderContext.ts';
import { carryOffset, type TextChange } from '../../completion/document/carryOffset.ts';
import {
  continues,
  holdsFile,
  layOutNew,
  type Place,
  type WindowLayout,
} from '../../completion/window/windowLayout.ts';
import {
  cheapTokens,
  maxColdTokens,
  nextSizes,
  type Reach,
} from '../../completion/window/windowPolicy.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { RequestMetrics } from '../protocol.ts';
import type { ModelLease } from '../scheduler.ts';
import { sampleFirst, type KvWindow, type ReadyPrompt, type WindowWork } from './kvWindow.ts';
import {
  chooseLive,
  chooseWindow,
  isWindowWorthSaving,
  layOutHere,
  layOutWhole,
  losesFile,
  losesMuch,
  modeOf,
  planCold,
  type Choice,
  type LiveWindow,
} from './windowChoice.ts';
import type { WindowPlan } from './windowPlan.ts';

/** Parts of a document's window. */
export interface DocumentWindowParts extends LiveWindow {
  readonly uri: string;
  /**
   * Keeps a window of the document, to be continued in idle time.
   *
   * @returns an empty one to use instead; undefined where there is none.
   */
  readonly setAside: (window: KvWindow) => Promise<KvWindow | undefined>;
}

/** Lease of a repair, and the time that each of its slices may take. */
export type RepairWork = Required<Pick<WindowWork, 'lease' | 'maxSliceMs'>>;

/** The window of one document, and saved ones to come back to. */
export class DocumentWindow {
  readonly uri: string;
  readonly #parts: DocumentWindowParts;
  #window: KvWindow;
  #aheadTokens = 0;
  #idleTokens = 0;
  #newFrom = 0;
  /** Places of the cursor that a prompt was read for since the window was laid out. */
  #uses = 0;
  /** Cursor that the window was last brought to, in UTF-16 code units. */
  cursor = 0;
  /** Prompt of the last request, and its context from other files. */
  lastPrompt: { readonly layout: WindowLayout; readonly context: RenderedContext } | undefined;
  /** Figures of the last request. */
  lastMetrics: RequestMetrics | null = null;

  constructor(parts: DocumentWindowParts) {
    this.uri = parts.uri;
    this.#parts = parts;
    this.#window = parts.window;
  }

  get window(): KvWindow {
    return this.#window;
  }

  /** First cell that was evaluated for the last request. */
  get newFrom(): number {
    return this.#newFrom;
  }

  /** Returns the boldest reuse that is allowed in a window of the document. */
  modeOf(window: KvWindow): Reuse {
    return modeOf({ window, mode: this.#parts.mode });
  }

  /** The document changed: places are carried along. */
  carry(changes: readonly TextChange[]): void {
    this.#parts.saved?.changed(changes);
    this.cursor = changes.reduce(carryOffset, this.cursor);
    this.#window.carry(changes);
  }

  /** Returns the tokens evaluated since the last call, ahead of requests and in idle time. */
  takeEvaluatedBefore(): { readonly ahead: number; readonly idle: number } {
    const taken = { ahead: this.#aheadTokens, idle: this.#idleTokens };
    this.#aheadTokens = 0;
    this.#idleTokens = 0;
    return taken;
  }

  /**
   * Brings the window to the prompt for a cursor by the cheapest strategy.
   *
   * @param onPlanned receives the plan before it is applied.
   * @param reach `small` evaluates no more than a cold window takes.
   * @returns undefined when the signal came first.
   */
  async prepare(
    at: WindowView,
    work: WindowWork,
    onPlanned?: (plan: WindowPlan) => void,
    reach: Reach = 'whole',
  ): Promise<ReadyPrompt | undefined> {
    const choice = await this.#keepFile(chooseWindow(this.#live, at, reach), at, work);
    const { plan } = await this.#load(choice, at, reach, work);
    const isUse = at.cursor !== this.cursor;
    const { state } = this.#window;
    const goesOn = state.kind !== 'empty' && continues(plan.layout, state.layout.place);
    this.#uses = goesOn ? this.#uses + Number(isUse) : 0;
    this.cursor = at.cursor;
    onPlanned?.(plan);
    const { reuse } = plan;
    this.#newFrom = reuse?.insert[0]?.at ?? reuse?.length ?? this.#window.sequence.tokens.length;
    const maxTokens = reach === 'small' ? maxColdTokens : Infinity;
    return this.#window.apply(plan, work, { maxTokens });
  }

  /** Lays out the whole window at a cursor, with some room to type before its start moves on. */
  layOutWhole(at: WindowView): WindowLayout {
    return layOutWhole(this.#live, at);
  }

  /** Lays out what the window should grow to next. */
  layOutNext(at: WindowView): WindowLayout {
    const { state, sequence } = this.#window;
    const whole = this.layOutWhole(at);
    const here = state.kind === 'empty' ? 0 : state.layout.tokens.length;
    const isMoving = state.kind === 'moving';
    const growth = { here, isMoving, uses: this.#uses, isFile: holdsFile(whole, at) };
    const { model, format } = this.#parts;
    const sizes = nextSizes(sequence.capacity, whole.tokens.length, growth, model);
    return sizes.file > 0 ? whole : layOutNew(at, sizes, format);
  }

  /**
   * Lays out a window at a place; undefined when the cursor left it.
   *
   * @param refresh reads the suffix block and the context again.
   */
  layOutAt(at: WindowView, place: Place, refresh = true): WindowLayout | undefined {
    return layOutHere(this.#live, at, place, refresh);
  }

  /**
   * Prepares ahead of a request, and samples the first token after the prompt.
   *
   * @returns the prompt with what is known after it; undefined when the signal came first, and where
   *   the rest of a longer prompt waits until something is typed there.
   */
  prefetch(at: WindowView, reach: Reach, lease: ModelLease): Promise<ReadyPrompt | undefined> {
    const work = this.#idleWork(lease, (tokens) => {
      this.#aheadTokens += tokens;
    });
    return this.#parts.model.work.countAs('prefetch', async () =>
      sampleFirst(await this.prepare(at, work, undefined, reach), this.#window, work),
    );
  }

  /**
   * Continues to a prompt that may come next and samples the first token after it, only where that
   * costs a few tokens and nothing that the window holds.
   *
   * @returns undefined where it isn't so, and when the signal came first.
   */
  async prefetchNext(at: WindowView, lease: ModelLease): Promise<ReadyPrompt | undefined> {
    const { state } = this.#window;
    if (state.kind !== 'ready' && state.kind !== 'ahead') return undefined;
    const layout = this.layOutAt(at, state.layout.place, false);
    if (layout === undefined || layout.hasAdvanced) return undefined;
    const plan = this.#window.plan(layout, 'exact');
    if (plan.cost > cheapTokens) return undefined;
    const work = this.#repairWork(lease);
    return this.#parts.model.work.countAs('prefetch', async () =>
      sampleFirst(await this.#window.apply(plan, work, { goesAhead: true }), this.#window, work),
    );
  }

  /**
   * Applies a plan in idle time, and samples the first token after the prompt.
   *
   * @returns false when the signal came first.
   */
  async repair(
    window: KvWindow,
    plan: WindowPlan,
    { lease, maxSliceMs }: RepairWork,
  ): Promise<boolean> {
    const work = { ...this.#repairWork(lease), maxSliceMs };
    const ready = await this.#parts.model.work.countAs('repair', async () =>
      sampleFirst(await window.apply(plan, work), window, work),
    );
    if (ready) this.#newFrom = window.sequence.tokens.length;
    return ready !== undefined;
  }

  /** A window that was made meanwhile takes over. @returns the one that it replaces. */
  takeOver(window: KvWindow): KvWindow {
    const replaced = this.#window;
    this.#window = window;
    return replaced;
  }

  /** True if evaluating the window again takes longer than writing and reading it. */
  get isWorthSaving(): boolean {
    return isWindowWorthSaving(this.#window, this.#parts.model);
  }

  /** Saves the window as the document has it, if that is possible at all; plans no longer hold. */
  async save(text: string, lease: ModelLease): Promise<void> {
    const { state } = this.#window;
    if (state.kind === 'ahead') {
      const { layout } = state.base;
      await this.#window.apply(this.#window.plan(layout, 'exact'), this.#repairWork(lease));
    }
    await this.#parts.saved?.save(this.#window, text);
  }

  #repairWork(lease: ModelLease): WindowWork {
    return this.#idleWork(lease, (tokens) => {
      this.#idleTokens += tokens;
    });
  }

  #idleWork(lease: ModelLease, onEvaluated: (tokens: number) => void): WindowWork {
    const { work: passes } = this.#parts.model;
    return { lease, passes, runStep: (step) => step(), onEvaluated };
  }

  /** Loads a saved window into the live one, when the choice says so. What gets lost is saved. */
  async #load(
    choice: Choice,
    at: WindowView,
    reach: Reach,
    { runStep }: WindowWork,
  ): Promise<Choice> {
    const { saved: store, model } = this.#parts;
    // The plan begins with what the window holds now.
    if (losesMuch(choice, this.#window, model))
      await runStep(async () => store?.save(this.#window, at.text));
    const { saved } = choice;
    if (saved === undefined || store === undefined) return choice;
    await runStep(() => store.load(saved, this.#window));
    // The state may have been refused, and saving may have changed what there is.
    return chooseLive(this.#live, at, reach);
  }

  /** Sets the window aside where a cold one would replace most of a whole file. */
  async #keepFile(choice: Choice, at: WindowView, { runStep }: WindowWork): Promise<Choice> {
    if (!losesFile(choice, this.#live, at)) return choice;
    const empty = await runStep(() => this.#parts.setAside(this.#window));
    if (empty === undefined) return choice;
    this.#window = empty;
    return { plan: planCold(this.#live, at) };
  }

  /** The window in use, and what decides about it. */
  get #live(): LiveWindow {
    return { ...this.#parts, window: this.#window };
  }
}
