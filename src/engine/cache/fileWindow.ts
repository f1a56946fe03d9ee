import { Exactness } from '../../completion/cache/exactness.ts';
import {
  erasedTokens,
  insertionLead,
  type Reuse,
  type ReusePlan,
} from '../../completion/cache/reusePlan.ts';
import { carryOffset, type TextChange } from '../../completion/document/carryOffset.ts';
import type { WindowLayout } from '../../completion/window/windowLayout.ts';
import type { Token, TokenSequence } from '../ports.ts';
import type { RunStep } from '../sequence/prefill.ts';
import {
  knownBehind,
  pinnedTokens,
  planWindow,
  type WindowPlan,
  type WindowState,
} from './windowPlan.ts';

/** Carries a plan out. */
export interface WindowWork {
  readonly signal: AbortSignal;
  readonly runStep: RunStep;
  /** Hears of each slice of the prompt that was evaluated, in tokens. */
  readonly onEvaluated: (tokens: number) => void;
}

/** A prompt that is in the cache, ready for drawing the token behind it. */
export interface ReadyPrompt {
  /** The prompt's last token; not evaluated yet when `drawn` is empty. */
  readonly last: Token;
  /** What greedy decoding is known to draw behind the prompt. */
  readonly drawn: readonly Token[];
}

/** One window of a document: a sequence, and what its cells stand for. */
export class FileWindow {
  readonly sequence: TokenSequence;
  readonly exactness = new Exactness();
  /** What the sequence was brought to; undefined while it is on its way, and when it is empty. */
  #state: WindowState | undefined;
  /** Where it stands, also while it is on its way. */
  #layout: WindowLayout | undefined;
  /** How often the window was patched since it was last free of patches. */
  #patches = 0;
  /** Cells that were evaluated last begin here. */
  #newFrom = 0;

  constructor(sequence: TokenSequence) {
    this.sequence = sequence;
  }

  get layout(): WindowLayout | undefined {
    return this.#layout;
  }

  get state(): WindowState | undefined {
    return this.#state;
  }

  /** Cells from this position on are the last prompt's, evaluated for it alone. */
  get newFrom(): number {
    return this.#newFrom;
  }

  get patches(): number {
    return this.#patches;
  }

  /** The boldest reuse that any cell of the window rests on. */
  get reuse(): Reuse {
    return this.exactness.at(Math.max(0, this.sequence.tokens.length - 1));
  }

  /** What was evaluated last was for no prompt that anybody asked for. */
  nothingIsNew(): void {
    this.#newFrom = this.sequence.tokens.length;
  }

  /** The document changed: the window's place is carried along, and it holds what it held. */
  changed(changes: readonly TextChange[]): void {
    if (this.#layout === undefined) return;
    const { place } = this.#layout;
    const anchor = changes.reduce(carryOffset, place.anchor);
    const layout = { ...this.#layout, place: { ...place, anchor } };
    this.#layout = layout;
    if (this.#state) this.#state = { ...this.#state, layout };
  }

  plan(layout: WindowLayout, mode: Reuse): WindowPlan {
    return planWindow(this.sequence.tokens, this.#state, layout, mode);
  }

  /** A plan that leaves no patched cell: it starts from what isn't patched. */
  exactPlan(layout: WindowLayout, mode: 'exact' | 'rolling'): WindowPlan {
    const { patchedFrom } = this.exactness;
    if (patchedFrom === Infinity) return this.plan(layout, mode);
    return planWindow(this.sequence.tokens.slice(0, patchedFrom), undefined, layout, mode);
  }

  /**
   * Brings the sequence to all tokens of a prompt but the last. A prefill can't be interrupted
   * inside the library, so it goes in slices, and the signal is looked at between two. What was
   * evaluated stays: the next plan starts from it.
   *
   * @returns undefined when the signal came first.
   */
  async bring({ layout, reuse }: WindowPlan, work: WindowWork): Promise<ReadyPrompt | undefined> {
    // Since it was planned the document may have moved on, and the layout's place with it.
    if (work.signal.aborted) return undefined;
    this.#layout = layout;
    if (reuse === undefined) {
      const drawn = knownBehind(this.#state, layout.tokens);
      this.#state = { layout, drawn };
      this.#newFrom = this.sequence.tokens.length;
      return { last: layout.tokens.at(-1) ?? 0, drawn };
    }
    this.#state = undefined;
    this.#newFrom = reuse.insert[0]?.at ?? reuse.length;
    await work.runStep(() => this.#cut(reuse));
    for (const { at, tokens } of reuse.insert) {
      const isDone = await this.#inSlices(tokens, work, (slice, done) =>
        this.#insert(at + done, slice, work),
      );
      if (!isDone) return undefined;
    }
    const isDone = await this.#inSlices(reuse.evaluate, work, (slice) =>
      this.sequence.evaluate(slice),
    );
    if (!isDone) return undefined;
    this.#state = { layout, drawn: [] };
    return { last: reuse.last, drawn: [] };
  }

  /**
   * Tokens were drawn greedily behind the prompt. The sequence holds the prompt and all of them
   * but the last.
   */
  drew(drawn: readonly Token[]): void {
    if (this.#state) this.#state = { ...this.#state, drawn };
  }

  /** The sequence took over a saved state. */
  restored(state: WindowState, reuse: Reuse): void {
    this.exactness.kept(0);
    this.#patches = reuse === 'patched' ? 1 : 0;
    if (reuse === 'rolling') this.exactness.evictedBehind(pinnedTokens(state.layout));
    if (reuse === 'patched') this.exactness.patchedBehind(1);
    this.#layout = state.layout;
    this.#state = state;
    this.#newFrom = this.sequence.tokens.length;
  }

  /** The sequence took over the cells of another window. */
  forkedFrom({ exactness, layout, patches, state }: FileWindow): void {
    this.exactness.copy(exactness);
    this.#patches = patches;
    this.#layout = layout;
    this.#state = state;
    this.#newFrom = this.sequence.tokens.length;
  }

  /** Something failed while the sequence was changed: it holds what its ledger says, no more. */
  failed(): void {
    this.#state = undefined;
  }

  async clear(): Promise<void> {
    await this.sequence.keep(0);
    this.exactness.kept(0);
    this.#patches = 0;
    this.#layout = undefined;
    this.#state = undefined;
  }

  /** Inserts tokens behind a lead; see `insertionLead`. */
  async #insert(at: number, tokens: readonly Token[], { onEvaluated }: WindowWork): Promise<void> {
    const { sequence } = this;
    const length = sequence.tokens.length + tokens.length;
    const lead = sequence.tokens.slice(Math.max(0, at - insertionLead), at);
    await sequence.evaluate(lead);
    onEvaluated(lead.length);
    await sequence.insert(at, tokens);
    await sequence.keep(length);
  }

  async #cut(plan: ReusePlan): Promise<void> {
    const held = plan.length + erasedTokens(plan);
    await this.sequence.keep(held);
    this.exactness.kept(held);
    await this.sequence.erase(plan.erase);
    if (plan.reuse === 'rolling') this.exactness.evictedBehind(plan.keep);
    if (plan.reuse === 'patched') this.exactness.patchedBehind(plan.keep);
    if (this.exactness.patchedFrom === Infinity) this.#patches = 0;
    if (plan.reuse === 'patched') this.#patches++;
  }

  /** @returns false when the signal came. */
  async #inSlices(
    tokens: readonly Token[],
    { signal, runStep, onEvaluated }: WindowWork,
    evaluate: (slice: readonly Token[], done: number) => Promise<void>,
  ): Promise<boolean> {
    let done = 0;
    while (done < tokens.length) {
      if (signal.aborted) return false;
      const from = done;
      const slice = tokens.slice(from, from + this.sequence.sliceTokens);
      await runStep(() => evaluate(slice, from));
      onEvaluated(slice.length);
      done += slice.length;
    }
    return !signal.aborted;
  }
}
