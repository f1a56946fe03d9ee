import { CellOrigins } from '../../completion/cache/cellOrigins.ts';
import {
  erasedTokens,
  insertedTokens,
  limitPlan,
  type Reuse,
  type ReusePlan,
} from '../../completion/cache/reusePlan.ts';
import type { Splice } from '../../completion/cache/splice.ts';
import { carryOffset, type TextChange } from '../../completion/document/carryOffset.ts';
import { TextConstraint } from '../../completion/healing/textConstraint.ts';
import type { VocabularyTrie } from '../../completion/healing/vocabularyTrie.ts';
import type { WindowLayout } from '../../completion/window/windowLayout.ts';
import type { SampledToken, Token, TokenSequence } from '../ports.ts';
import type { ModelLease } from '../scheduler.ts';
import { choiceOf, sampleConstrained, sampleFreely } from '../sequence/sampleNext.ts';
import type { Beginning, ReadyPrompt } from '../sequence/generate.ts';
import { prefill, type PrefillWork } from '../sequence/prefill.ts';
import { KeptProbabilities } from './keptProbabilities.ts';
import {
  cellCount,
  findSampledAfter,
  planWindow,
  sampledAsFarAsHeld,
  type Prompt,
  type WindowPlan,
} from './windowPlan.ts';

/** The model's use, and what applying a plan goes through. */
export interface WindowWork extends Omit<PrefillWork, 'signal'> {
  readonly lease: ModelLease;
}

/**
 * Meaning of a window's cells.
 *
 * - `empty`: nothing.
 * - `moving`: some of a prompt; the ledger of the sequence says how much.
 * - `ready`: a prompt and tokens sampled after it, all but the last.
 * - `ahead`: the same of a prompt that may come next. The cells begin with `base`, the prompt that
 *   the document had when it went on.
 */
export type WindowState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'moving'; readonly layout: WindowLayout }
  | ({ readonly kind: 'ready' } & Prompt)
  | ({ readonly kind: 'ahead'; readonly base: Prompt } & Prompt);

/** One window of a document: the KV cells of a sequence, and their meaning. */
export class KvWindow {
  readonly sequence: TokenSequence;
  /** Undefined for vocabularies that can't be healed. */
  readonly #trie: VocabularyTrie | undefined;
  readonly #probabilities = new KeptProbabilities();
  #state: WindowState = { kind: 'empty' };
  #origins = new CellOrigins();

  constructor(sequence: TokenSequence, trie: VocabularyTrie | undefined) {
    this.sequence = sequence;
    this.#trie = trie;
  }

  get state(): WindowState {
    return this.#state;
  }

  get origins(): CellOrigins {
    return this.#origins;
  }

  /** Text that generated tokens must begin with: the end of the prefix that the prompt left out. */
  get beginning(): Beginning | undefined {
    const heldBack = this.#state.kind === 'empty' ? '' : this.#state.layout.heldBack;
    if (this.#trie === undefined || heldBack === '') return undefined;
    return {
      text: heldBack,
      constraint: new TextConstraint(heldBack, this.#trie),
      onProbabilities: (probabilities) => {
        this.#keepProbabilities(probabilities);
      },
    };
  }

  /** The document changed: the window's place is carried along, and its cells stay. */
  carry(changes: readonly TextChange[]): void {
    const state = this.#state;
    if (state.kind === 'empty') return;
    const anchor = changes.reduce(carryOffset, state.layout.place.anchor);
    this.#state = {
      ...state,
      layout: moveTo(state.layout, anchor),
      ...(state.kind === 'ahead' && {
        base: { ...state.base, layout: moveTo(state.base.layout, anchor) },
      }),
    };
  }

  /**
   * Plans the way to a layout.
   *
   * @param held cells that the plan starts from, where they aren't the window's own.
   */
  plan(
    layout: WindowLayout,
    mode: Reuse,
    held?: { readonly tokens: readonly Token[]; readonly current?: Prompt },
  ): WindowPlan {
    const cells = held ?? { ...this.#prompts(), tokens: this.sequence.tokens };
    return planWindow({ ...cells, probabilities: this.#probabilities }, layout, mode, this.#trie);
  }

  /**
   * Applies a plan: the sequence then holds all tokens of the prompt but the last. Where the signal
   * comes first the cells that were evaluated stay, and the state is `moving`.
   *
   * @param goesAhead the prompt may come next: the one that it leaves stays known.
   * @param maxTokens of the prompt that are evaluated; the state is `moving` where it costs more.
   * @returns undefined when the signal came first, or the limit.
   */
  async apply(
    { layout, reuse }: WindowPlan,
    work: WindowWork,
    {
      goesAhead = false,
      maxTokens = Infinity,
    }: { readonly goesAhead?: boolean; readonly maxTokens?: number } = {},
  ): Promise<ReadyPrompt | undefined> {
    work.lease.check();
    const { signal } = work.lease;
    // Since it was planned the document may have moved on, and the layout's place with it.
    if (signal.aborted) return undefined;
    const base = goesAhead ? this.#basePrompt() : undefined;
    if (reuse === undefined) return this.#takeKnown(layout, work, base);
    const part = limitPlan(reuse, maxTokens);
    if (part === undefined) return undefined;
    const isContinued = this.#state.kind === 'moving' && isSamePlace(this.#state.layout, layout);
    this.#state = { kind: 'moving', layout };
    this.#noteOrigins(part, isContinued);
    if (!(await prefill(this.sequence, part, { ...work, signal }))) return undefined;
    if (part !== reuse) return undefined;
    this.#settle([], base && sampledAsFarAsHeld(base, this.sequence.tokens));
    return { last: reuse.last, sampled: [] };
  }

  /** Samples the first token after a prompt that is ready; its last token is evaluated with it. */
  async sampleFirst(last: Token): Promise<SampledToken> {
    const { sequence, beginning } = this;
    const keep = (probabilities: Float32Array) => {
      this.#keepProbabilities(probabilities);
    };
    // The next letters may narrow the choice: with the probabilities kept that costs nothing.
    const sampled =
      beginning === undefined
        ? await sampleFreely(sequence, last, keep)
        : await sampleConstrained(sequence, last, beginning.constraint, keep);
    this.recordSampled([sampled]);
    return sampled;
  }

  /** Tokens were sampled greedily after the prompt; the sequence holds it and all but the last. */
  recordSampled(sampled: readonly SampledToken[]): void {
    this.#settle(sampled, this.#state.kind === 'ahead' ? this.#state.base : undefined);
  }

  /**
   * The sequence took over other cells, or lost its own; it isn't known what follows them.
   *
   * @param origins how they came about; exact where nothing is said. With its own the window keeps the
   *   probabilities that it knows.
   * @param grown the splice that was made in the cells, and what they were before.
   */
  adopt(
    state: WindowState,
    origins: CellOrigins = new CellOrigins(),
    grown?: { readonly cells: readonly Token[]; readonly splice: Splice },
  ): void {
    if (origins !== this.#origins) this.#probabilities.keepUpTo(0);
    if (grown) this.#probabilities.splice(grown.cells, grown.splice);
    this.#state = state;
    this.#origins = origins;
  }

  /** The prompt is there, and what follows it was sampled before or is decided by probabilities. */
  async #takeKnown(
    layout: WindowLayout,
    { runStep }: WindowWork,
    base: Prompt | undefined,
  ): Promise<ReadyPrompt> {
    const before = this.#prompts();
    this.#state = { kind: 'moving', layout };
    let sampled = findSampledAfter(before.current, layout, this.#trie);
    if (sampled.length === 0 && before.base) {
      sampled = findSampledAfter(before.base, layout, this.#trie);
      const cells = cellCount({ layout, sampled });
      if (sampled.length > 0) await runStep(() => this.sequence.keep(cells));
    }
    const probabilities = this.#probabilities.find(layout.tokens);
    const { beginning } = this;
    const first = probabilities && beginning && choiceOf(beginning.constraint, probabilities);
    if (first) {
      if (first.token !== sampled[0]?.token) {
        await runStep(() => this.sequence.keep(layout.tokens.length));
        sampled = [];
      }
      sampled = [first, ...sampled.slice(1)];
    }
    this.#settle(sampled, base && sampledAsFarAsHeld(base, this.sequence.tokens));
    return { last: layout.tokens.at(-1) ?? 0, sampled };
  }

  /** The cells hold the prompt of the state, wherever the document has moved it meanwhile. */
  #settle(sampled: readonly SampledToken[], base: Prompt | undefined): void {
    const state = this.#state;
    if (state.kind === 'empty') return;
    const { layout } = state;
    this.#state = base
      ? { kind: 'ahead', layout, sampled, base }
      : { kind: 'ready', layout, sampled };
  }

  /** Prompts that the cells hold. */
  #prompts(): { readonly current: Prompt | undefined; readonly base: Prompt | undefined } {
    const state = this.#state;
    return {
      current: state.kind === 'ready' || state.kind === 'ahead' ? state : undefined,
      base: state.kind === 'ahead' ? state.base : undefined,
    };
  }

  #basePrompt(): Prompt | undefined {
    const { current, base } = this.#prompts();
    return base ?? current;
  }

  /** Probabilities of all tokens after the cells that the sequence holds now. */
  #keepProbabilities(probabilities: Float32Array): void {
    const { current } = this.#prompts();
    this.#probabilities.add([...this.sequence.tokens], probabilities, current?.layout.tokens);
  }

  /** @param isContinued true where the cells were on their way to the same place. */
  #noteOrigins(plan: ReusePlan, isContinued: boolean): void {
    const erased = erasedTokens(plan);
    this.#probabilities.keepUpTo(plan.keep);
    this.#origins.truncate(plan.length + erased);
    this.#origins.moveStale(insertedTokens(plan) - erased);
    if (plan.reuse === 'rolling') this.#origins.evictAfter(plan.keep);
    if (plan.reuse === 'patched') this.#origins.patchAfter(plan.keep, isContinued);
  }
}

/** Returns the boldest reuse that any cell of a window rests on. */
export function reuseOf({ origins, sequence }: KvWindow): Reuse {
  return origins.at(Math.max(0, sequence.tokens.length - 1));
}

/** Notes that cells are on their way, or that something failed: they are what the ledger says. */
export function invalidate(window: KvWindow): void {
  const { state, origins } = window;
  if (state.kind !== 'empty') window.adopt({ kind: 'moving', layout: state.layout }, origins);
}

/**
 * Samples the first token after a prompt: evaluating the prompt's last token costs the same without.
 *
 * @returns undefined when there is no prompt, or the signal came.
 */
export async function sampleFirst(
  ready: ReadyPrompt | undefined,
  window: KvWindow,
  { lease, onEvaluated }: WindowWork,
): Promise<ReadyPrompt | undefined> {
  if (ready === undefined || lease.signal.aborted) return undefined;
  if (ready.sampled.length > 0) return ready;
  const sampled = await window.sampleFirst(ready.last);
  onEvaluated(1);
  return { ...ready, sampled: [sampled] };
}

function isSamePlace({ place: a }: WindowLayout, { place: b }: WindowLayout): boolean {
  return a.anchor === b.anchor && a.suffix === b.suffix && a.context === b.context;
}

function moveTo(layout: WindowLayout, anchor: number): WindowLayout {
  return { ...layout, place: { ...layout.place, anchor } };
}
