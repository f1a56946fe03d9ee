import { Exactness } from '../../completion/cache/exactness.ts';
import {
  erasedTokens,
  insertionLead,
  type Reuse,
  type ReusePlan,
} from '../../completion/cache/reusePlan.ts';
import { carryOffset, type TextChange } from '../../completion/document/carryOffset.ts';
import { TextConstraint } from '../../completion/healing/textConstraint.ts';
import type { VocabularyTrie } from '../../completion/healing/vocabularyTrie.ts';
import { pinnedTokens, type WindowLayout } from '../../completion/window/windowLayout.ts';
import type { DrawnToken, Token, TokenSequence } from '../ports.ts';
import { choiceOf, drawConstrained, drawFreely } from '../sequence/drawNext.ts';
import type { RunStep } from '../sequence/prefill.ts';
import { slicesFor } from '../sequence/slices.ts';
import { KnownProbabilities } from './knownProbabilities.ts';
import {
  asFarAsHeld,
  cellsOf,
  knownBehind,
  planWindow,
  type WindowCells,
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
  readonly drawn: readonly DrawnToken[];
}

/** One window of a document: a sequence, and what its cells stand for. */
export class FileWindow {
  readonly sequence: TokenSequence;
  readonly exactness = new Exactness();
  /** Undefined for vocabularies that can't be healed. */
  readonly #trie: VocabularyTrie | undefined;
  #probabilities = new KnownProbabilities();
  /** What the sequence was brought to; undefined while it is on its way, and when it is empty. */
  #state: WindowState | undefined;
  /** What it was brought to before it went on to what may come next. The sequence begins with it. */
  #left: WindowState | undefined;
  /** Where it stands, also while it is on its way. */
  #layout: WindowLayout | undefined;
  /** How often the window was patched since it was last free of patches. */
  #patches = 0;
  /** Cells that were evaluated last begin here. */
  #newFrom = 0;

  constructor(sequence: TokenSequence, trie: VocabularyTrie | undefined) {
    this.sequence = sequence;
    this.#trie = trie;
  }

  get layout(): WindowLayout | undefined {
    return this.#layout;
  }

  get state(): WindowState | undefined {
    return this.#state;
  }

  /** The prompt that the document was last seen to want, also where the window has gone on. */
  get wanted(): WindowState | undefined {
    return this.#left ?? this.#state;
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
    const anchor = changes.reduce(carryOffset, this.#layout.place.anchor);
    const layout = standingAt(this.#layout, anchor);
    this.#layout = layout;
    if (this.#state) this.#state = { ...this.#state, layout };
  }

  plan(layout: WindowLayout, mode: Reuse): WindowPlan {
    const held = { tokens: this.sequence.tokens, state: this.#state, left: this.#left };
    return this.planFrom(held, layout, mode);
  }

  /** A plan that starts from what is held elsewhere. */
  planFrom(
    held: Omit<WindowCells, 'probabilities'>,
    layout: WindowLayout,
    mode: Reuse,
  ): WindowPlan {
    const probabilities = this.#probabilities;
    return planWindow({ ...held, probabilities }, layout, mode, this.#trie);
  }

  /** A plan that leaves no patched cell: it starts from what isn't patched. */
  exactPlan(layout: WindowLayout, mode: 'exact' | 'rolling'): WindowPlan {
    const { patchedFrom } = this.exactness;
    if (patchedFrom === Infinity) return this.plan(layout, mode);
    const tokens = this.sequence.tokens.slice(0, patchedFrom);
    return this.planFrom({ tokens, state: undefined }, layout, mode);
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
    if (reuse === undefined) return this.#known(layout, work);
    this.#state = undefined;
    this.#left = undefined;
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
   * Brings the sequence on to a prompt that may come next. What is known of the one that it leaves
   * stays known, until its cells are given up.
   *
   * @returns undefined when the signal came first.
   */
  async goOn(plan: WindowPlan, work: WindowWork): Promise<ReadyPrompt | undefined> {
    const { wanted } = this;
    const ready = await this.bring(plan, work);
    this.#left = wanted && asFarAsHeld(wanted, this.sequence.tokens);
    return ready;
  }

  /** Gives up what it went on to. */
  async comeBack(): Promise<void> {
    const left = this.#left;
    if (left === undefined) return;
    await this.#cutTo(cellsOf(left));
    this.#left = undefined;
    // While it went on the document may have changed.
    this.#layout = standingAt(left.layout, this.#layout?.place.anchor ?? 0);
    this.#state = { ...left, layout: this.#layout };
  }

  /**
   * Tokens were drawn greedily behind the prompt. The sequence holds the prompt and all of them
   * but the last.
   */
  drew(drawn: readonly DrawnToken[]): void {
    if (this.#state) this.#state = { ...this.#state, drawn };
  }

  /** What the answer has to begin with; undefined where it is free. */
  get constraint(): TextConstraint | undefined {
    const heldBack = this.#layout?.heldBack ?? '';
    return this.#trie === undefined || heldBack === ''
      ? undefined
      : new TextConstraint(heldBack, this.#trie);
  }

  /** Probabilities of all tokens behind the cells that the sequence holds now. */
  learnt(probabilities: Float32Array): void {
    this.#probabilities.add([...this.sequence.tokens], probabilities, this.#layout?.tokens);
  }

  /** Draws the first token behind a prompt that is ready: its last token is evaluated with it. */
  async drawFirst(last: Token): Promise<DrawnToken> {
    const { sequence, constraint } = this;
    const learnt = (probabilities: Float32Array) => {
      this.learnt(probabilities);
    };
    // The next letters may narrow the choice: then it is known what to choose from.
    const drawn =
      constraint === undefined
        ? await drawFreely(sequence, last, learnt)
        : await drawConstrained(sequence, last, constraint, learnt);
    this.drew([drawn]);
    return drawn;
  }

  /**
   * Whether what is known to follow the prompt is what was drawn before, of which the text has come
   * to stand before the cursor in part.
   *
   * @param before what the window was brought to before.
   */
  goesAlong(before: WindowState | undefined): boolean {
    if (this.#state === undefined) return false;
    const [expected] = knownBehind(before, this.#state.layout, this.#trie);
    return expected !== undefined && expected.token === this.#state.drawn[0]?.token;
  }

  /** The sequence took over a saved state. */
  restored(state: WindowState, reuse: Reuse): void {
    this.#left = undefined;
    this.#probabilities.keepUpTo(0);
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
    this.#left = undefined;
    this.#probabilities.keepUpTo(0);
    this.exactness.copy(exactness);
    this.#patches = patches;
    this.#layout = layout;
    this.#state = state;
    this.#newFrom = this.sequence.tokens.length;
  }

  /** Something failed while the sequence was changed: it holds what its ledger says, no more. */
  failed(): void {
    this.#state = undefined;
    this.#left = undefined;
  }

  /** The sequence was used for something else, and holds the prompt and what was drawn again. */
  returned(drawn: readonly DrawnToken[]): void {
    // Its place was carried along meanwhile.
    if (this.#layout) this.#state = { layout: this.#layout, drawn };
  }

  async clear(): Promise<void> {
    await this.sequence.keep(0);
    this.#probabilities.keepUpTo(0);
    this.exactness.kept(0);
    this.#patches = 0;
    this.#layout = undefined;
    this.#state = undefined;
    this.#left = undefined;
  }

  /** The prompt is there, and what follows it was drawn before or is decided by what is known. */
  async #known(layout: WindowLayout, { runStep }: WindowWork): Promise<ReadyPrompt> {
    const last = layout.tokens.at(-1) ?? 0;
    let drawn = knownBehind(this.#state, layout, this.#trie);
    if (drawn.length === 0) {
      drawn = knownBehind(this.#left, layout, this.#trie);
      if (drawn.length > 0) await runStep(() => this.#cutTo(cellsOf({ layout, drawn })));
    }
    this.#left = undefined;
    const probabilities = this.#probabilities.of(layout.tokens);
    const { constraint } = this;
    const first = probabilities && constraint && choiceOf(constraint, probabilities);
    if (first) {
      if (first.token !== drawn[0]?.token) {
        await runStep(() => this.#cutTo(layout.tokens.length));
        drawn = [];
      }
      drawn = [first, ...drawn.slice(1)];
    }
    // The document may have moved on, and the layout's place with it.
    this.#state = { layout: this.#layout ?? layout, drawn };
    this.#newFrom = this.sequence.tokens.length;
    return { last, drawn };
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

  /** Gives up what was drawn, from this position on. */
  async #cutTo(cells: number): Promise<void> {
    this.#state = undefined;
    await this.sequence.keep(cells);
  }

  async #cut(plan: ReusePlan): Promise<void> {
    const held = plan.length + erasedTokens(plan);
    this.#probabilities.keepUpTo(plan.keep);
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
    for (const slice of slicesFor(this.sequence, tokens)) {
      if (signal.aborted) return false;
      const from = done;
      await runStep(() => evaluate(slice, from));
      onEvaluated(slice.length);
      done += slice.length;
    }
    return !signal.aborted;
  }
}

function standingAt(layout: WindowLayout, anchor: number): WindowLayout {
  return { ...layout, place: { ...layout.place, anchor } };
}
