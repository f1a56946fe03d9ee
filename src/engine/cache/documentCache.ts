import { erasedTokens, type Reuse } from '../../completion/cache/reusePlan.ts';
import { noContext, type RenderedContext } from '../../completion/context/renderContext.ts';
import { carryOffset, type TextChange } from '../../completion/document/carryOffset.ts';
import {
  layOutAnew,
  layOutAt,
  tokensOfKind,
  type Place,
  type WindowFormat,
  type WindowLayout,
} from '../../completion/window/windowLayout.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { LanguageModel } from '../ports.ts';
import type { RequestMetrics } from '../protocol.ts';
import type { FileWindow, ReadyPrompt, WindowWork } from './fileWindow.ts';
import type { SavedWindow } from './savedWindow.ts';
import type { SavedWindows } from './savedWindows.ts';
import type { WindowPlan } from './windowPlan.ts';
import { coldSizesOf, coldTokensOf, windowSizesOf } from './windowFormat.ts';

/** A prompt that costs no more is not worth looking for a cheaper way, in tokens. */
const cheapTokens = 8;

/** Fewer tokens in front of the cursor are no context, where there is more text above. */
const leastPrefixTokens = 48;

/**
 * Patches of one window, one on the other, that are made before it is evaluated again: they drift, by
 * 0.004 bits after 8 and 0.06 after 32 (docs/cache.md).
 */
const mostPatches = 16;

/** How much of the window is filled when it is made anew. */
const wholeShare = 7 / 8;

/** Fewer cells aren't worth a file, in tokens. */
const leastSavedTokens = 12;

/** Writing and reading a saved state, in ms per byte: a disk that does half a gigabyte a second. */
const saveMsPerByte = 2e-6;

/** States beyond this many bytes wear the disk: they must save several times what they cost. */
const largeState = 1 << 26;
const largeStateGain = 4;

/** What a cache of a document is made with. */
export interface DocumentCacheParts {
  readonly uri: string;
  readonly model: LanguageModel;
  readonly format: WindowFormat;
  readonly mode: Reuse;
  readonly window: FileWindow;
  /** Undefined for files of which nothing may be written to disk. */
  readonly saved: SavedWindows | undefined;
}

/** The way to a prompt that was chosen. */
interface Choice {
  readonly plan: WindowPlan;
  /** The saved window that it starts from, instead of the live one. */
  readonly saved?: SavedWindow;
}

/** The cache of one document: the window in use, and saved ones to come back to. */
export class DocumentCache {
  readonly uri: string;
  readonly #parts: DocumentCacheParts;
  #window: FileWindow;
  #aheadTokens = 0;
  #idleTokens = 0;
  /** Where the cursor was when the window was last brought there, in UTF-16 code units. */
  cursor = 0;
  /** The file's last prompt that a request asked for, and what was then told of other files. */
  lastPrompt: { readonly layout: WindowLayout; readonly context: RenderedContext } | undefined;
  /** The figures of the file's last request. */
  lastMetrics: RequestMetrics | null = null;

  constructor(parts: DocumentCacheParts) {
    this.uri = parts.uri;
    this.#parts = parts;
    this.#window = parts.window;
  }

  get window(): FileWindow {
    return this.#window;
  }

  /** The boldest reuse that is allowed: as it was set, until patches have piled up. */
  get mode(): Reuse {
    const { mode } = this.#parts;
    return mode === 'patched' && this.#window.patches >= mostPatches ? 'rolling' : mode;
  }

  /** The document changed: places are carried along. */
  changed(changes: readonly TextChange[]): void {
    this.#parts.saved?.changed(changes);
    this.cursor = changes.reduce(carryOffset, this.cursor);
    this.#window.changed(changes);
  }

  /** What was evaluated since this was last asked. */
  takeEvaluatedBefore(): { readonly ahead: number; readonly idle: number } {
    const taken = { ahead: this.#aheadTokens, idle: this.#idleTokens };
    this.#aheadTokens = 0;
    this.#idleTokens = 0;
    return taken;
  }

  /**
   * Brings the cache to the prompt for a cursor, the cheapest way that there is.
   *
   * @param onPlanned hears of the way before it is gone.
   * @returns undefined when the signal came first.
   */
  async prepare(
    at: WindowView,
    work: WindowWork,
    onPlanned?: (plan: WindowPlan) => void,
  ): Promise<ReadyPrompt | undefined> {
    this.cursor = at.cursor;
    const choice = await this.#loaded(this.#choose(at), at, work);
    onPlanned?.(choice.plan);
    return this.#window.bring(choice.plan, work);
  }

  /** The whole window at a cursor, with some room to type before its start moves on. */
  wholeLayout(at: WindowView): WindowLayout {
    const sizes = windowSizesOf(this.#window.sequence.capacity);
    const prompt = Math.floor(sizes.prompt * wholeShare);
    return layOutAnew(at, { ...sizes, prompt }, this.#parts.format);
  }

  /** A window at a place, its suffix block read again; undefined when the cursor left it. */
  layoutAt(at: WindowView, place: Place): WindowLayout | undefined {
    return this.#layoutAt(at, place, true);
  }

  /**
   * Prepares ahead of a request, and draws the first token behind the prompt.
   *
   * @returns the prompt with what is known behind it; undefined when the signal came first.
   */
  async prepareAhead(at: WindowView, signal: AbortSignal): Promise<ReadyPrompt | undefined> {
    const work = aheadWork(signal, (tokens) => {
      this.#aheadTokens += tokens;
    });
    return drawFirst(await this.prepare(at, work), this.#window, work);
  }

  /**
   * Goes on to a prompt that may come next, in idle time, and draws the first token behind it; only
   * where that costs a few tokens and nothing that the window holds.
   *
   * @returns the prompt with what is known behind it; undefined where it isn't so, and when the signal
   *   came first.
   */
  async prepareNext(at: WindowView, signal: AbortSignal): Promise<ReadyPrompt | undefined> {
    const window = this.#window;
    const { layout: here, state } = window;
    const layout = here && this.#layoutAt(at, here.place, false);
    if (state === undefined || layout === undefined || layout.hasAdvanced) return undefined;
    const plan = window.plan(layout, 'exact');
    if (plan.cost > cheapTokens) return undefined;
    const work = this.#idleWork(signal);
    const ready = await drawFirst(await window.goOn(plan, work), window, work);
    if (ready) window.nothingIsNew();
    return ready;
  }

  /**
   * Carries a plan out in idle time, and draws the first token behind the prompt.
   *
   * @returns false when the signal came first.
   */
  async bring(window: FileWindow, plan: WindowPlan, signal: AbortSignal): Promise<boolean> {
    const work = this.#idleWork(signal);
    const ready = await drawFirst(await window.bring(plan, work), window, work);
    if (ready) window.nothingIsNew();
    return ready !== undefined;
  }

  /** A window that was made meanwhile takes over. @returns the one that it replaces. */
  takeOver(window: FileWindow): FileWindow {
    const replaced = this.#window;
    this.#window = window;
    return replaced;
  }

  /** Whether evaluating the window again would take longer than to write and read it. */
  get isWorthSaving(): boolean {
    const { state, sequence } = this.#window;
    return state !== undefined && this.#isWorth(sequence.tokens.length);
  }

  /** Saves the window as the document wants it, if that is possible at all; plans no longer hold then. */
  async save(text: string): Promise<void> {
    await this.#window.comeBack();
    await this.#saveAsItIs(text);
  }

  async #saveAsItIs(text: string): Promise<void> {
    await this.#parts.saved?.save(this.#window, text);
  }

  #idleWork(signal: AbortSignal): WindowWork {
    return aheadWork(signal, (tokens) => {
      this.#idleTokens += tokens;
    });
  }

  /** Loads a saved window into the live one, when the choice says so. What gets lost is saved. */
  async #loaded(choice: Choice, at: WindowView, { runStep }: WindowWork): Promise<Choice> {
    // The plan begins with what the window holds now.
    if (this.#losesMuch(choice)) await runStep(() => this.#saveAsItIs(at.text));
    const { saved } = choice;
    if (saved === undefined || this.#parts.saved === undefined) return choice;
    const store = this.#parts.saved;
    await runStep(() => store.load(saved, this.#window));
    // The state may have been refused, and saving may have changed what there is.
    return this.#chooseWithout(at);
  }

  #choose(at: WindowView): Choice {
    const here = this.#chooseWithout(at);
    if (here.plan.cost <= cheapTokens) return here;
    let best = here;
    for (const { window, place } of this.#parts.saved?.all(at.text) ?? []) {
      const layout = this.#layoutAt(at, place, false);
      if (layout === undefined || isShort(layout)) continue;
      const held = { tokens: window.state.tokens, state: window.window };
      const plan = this.#window.planFrom(held, layout, this.mode);
      if (plan.cost < best.plan.cost) best = { plan, saved: window };
    }
    return best;
  }

  /** The cheaper of going on with the live window and a small new one. */
  #chooseWithout(at: WindowView): Choice {
    const cold = coldTokensOf(this.#parts.model);
    const place = this.#window.layout?.place;
    const layout = place && this.#layoutAt(at, place, false);
    const still = layout && !isShort(layout) ? this.#window.plan(layout, this.mode) : undefined;
    if (still !== undefined && still.cost <= cold) return { plan: still };
    const anew = this.#anew(at, cold);
    return { plan: still !== undefined && still.cost <= anew.cost ? still : anew };
  }

  /** A small window. What is told besides waits for idle time, where it costs something. */
  #anew(at: WindowView, cold: number): WindowPlan {
    const { format } = this.#parts;
    const whole = windowSizesOf(this.#window.sequence.capacity);
    const sizes = coldSizesOf(whole, cold);
    if (at.context.text !== '') {
      const told = format.tokenizeContinuation(at.context.text).length;
      const prompt = Math.min(whole.prompt, sizes.prompt + told);
      const plan = this.#window.plan(layOutAnew(at, { ...sizes, prompt }, format), this.mode);
      if (plan.cost <= cold) return plan;
    }
    const alone = layOutAnew({ ...at, context: noContext }, sizes, format);
    return this.#window.plan(alone, this.mode);
  }

  #layoutAt(at: WindowView, place: Place, refresh: boolean): WindowLayout | undefined {
    const sizes = windowSizesOf(this.#window.sequence.capacity);
    return layOutAt(at, place, { sizes, refresh }, this.#parts.format);
  }

  /** Whether what a choice gives up takes longer to evaluate again than to write and read. */
  #losesMuch({ plan: { reuse }, saved }: Choice): boolean {
    const { sequence, state } = this.#window;
    if (state === undefined) return false;
    const held = sequence.tokens.length - state.drawn.length;
    if (saved) return this.#isWorth(held);
    // What is evicted from the front isn't missed.
    const evicted = reuse?.reuse === 'rolling' ? erasedTokens(reuse) : 0;
    return reuse !== undefined && this.#isWorth(held - reuse.length - evicted);
  }

  #isWorth(lostTokens: number): boolean {
    if (lostTokens < leastSavedTokens) return false;
    const { tokens, bytesPerToken } = this.#window.sequence;
    const msPerToken = this.#parts.model.prefillMsPerToken ?? Infinity;
    const bytes = tokens.length * bytesPerToken;
    const costMs = 2 * bytes * saveMsPerByte * (bytes > largeState ? largeStateGain : 1);
    return costMs < lostTokens * msPerToken;
  }
}

/** Whether there is text above the window that its few tokens should know of. */
function isShort(layout: WindowLayout): boolean {
  return layout.place.anchor > 0 && tokensOfKind(layout, 'prefix') < leastPrefixTokens;
}

/** Work that has the model to itself until the signal comes. */
function aheadWork(signal: AbortSignal, onEvaluated: (tokens: number) => void): WindowWork {
  return { signal, runStep: (step) => step(), onEvaluated };
}

/**
 * Draws the first token behind a prompt: evaluating the prompt's last token costs the same without.
 *
 * @returns undefined when there is no prompt, or the signal came.
 */
async function drawFirst(
  ready: ReadyPrompt | undefined,
  window: FileWindow,
  { signal, onEvaluated }: WindowWork,
): Promise<ReadyPrompt | undefined> {
  if (ready === undefined || signal.aborted) return undefined;
  if (ready.drawn.length > 0) return ready;
  const drawn = await window.drawFirst(ready.last);
  onEvaluated(1);
  return { ...ready, drawn: [drawn] };
}
