import { CellOrigins } from '../../completion/reuse/cellOrigins.ts';
import {
  countErasedTokens,
  countInsertedTokens,
  limitPlan,
  type Reuse,
  type ReusePlan,
} from '../../completion/reuse/reusePlan.ts';
import type { Splice } from '../../completion/reuse/splice.ts';
import { carryOffset, type TextChange } from '../../completion/text/carryOffset.ts';
import { TextConstraint } from '../../completion/healing/textConstraint.ts';
import type { VocabularyTrie } from '../../completion/healing/vocabularyTrie.ts';
import type { WindowLayout } from '../../completion/window/windowLayout.ts';
import type { SampledToken, Token, TokenSequence } from '../backend/languageModel.ts';
import type { ModelLease } from '../scheduling/scheduler.ts';
import { chooseToken, sampleConstrained, sampleFreely } from '../sequence/sampling.ts';
import type { HealingConstraint, PrefilledPrompt } from '../sequence/generate.ts';
import { prefill, type PrefillWork } from '../sequence/prefill.ts';
import { ProbabilityCache } from './probabilityCache.ts';
import {
  countCells,
  findSampledAfter,
  isTypingContinuation,
  planWindow,
  trimSampledTokens,
  type Prompt,
  type WindowPlan,
} from './windowPlan.ts';

/** Model lease, scheduling and counters for applying a plan. */
export interface WindowWork extends Omit<PrefillWork, 'signal'> {
  readonly lease: ModelLease;
}

/**
 * Meaning of a window's cells.
 *
 * - `empty`: nothing.
 * - `moving`: part of a prompt; the tokens of the sequence give the exact content.
 * - `ready`: a prompt and the tokens sampled after it, all but the last.
 * - `ahead`: the same for a prompt that may come next; `base` is the prompt that it continues.
 */
export type WindowState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'moving'; readonly layout: WindowLayout }
  | ({ readonly kind: 'ready' } & Prompt)
  | ({ readonly kind: 'ahead'; readonly base: Prompt } & Prompt);

/** Window of a document: the KV cells of a sequence, and their meaning. */
export class KvWindow {
  readonly sequence: TokenSequence;
  /** Trie for token healing; undefined for vocabularies that can't be healed. */
  readonly #trie: VocabularyTrie | undefined;
  readonly #probabilities = new ProbabilityCache();
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

  /** Text that generated tokens must begin with: the healed prefix, which the prompt left out. */
  get healingConstraint(): HealingConstraint | undefined {
    const healedPrefix = this.#state.kind === 'empty' ? '' : this.#state.layout.healedPrefix;
    if (this.#trie === undefined || healedPrefix === '') return undefined;
    return {
      text: healedPrefix,
      constraint: new TextConstraint(healedPrefix, this.#trie),
      onProbabilities: (probabilities) => {
        this.#storeProbabilities(probabilities);
      },
    };
  }

  /** Carries the window's place along with changes of the document; its cells stay. */
  carry(changes: readonly TextChange[]): void {
    const state = this.#state;
    if (state.kind === 'empty') return;
    const anchor = changes.reduce(carryOffset, state.layout.position.anchor);
    this.#state = {
      ...state,
      layout: moveLayout(state.layout, anchor),
      ...(state.kind === 'ahead' && {
        base: { ...state.base, layout: moveLayout(state.base.layout, anchor) },
      }),
    };
  }

  /**
   * Plans how the window is brought to a layout.
   *
   * @param startCells cells that the plan starts from, if they aren't the window's own.
   */
  plan(
    layout: WindowLayout,
    mode: Reuse,
    startCells?: { readonly tokens: readonly Token[]; readonly current?: Prompt },
  ): WindowPlan {
    const cells = startCells ?? { ...this.#getPrompts(), tokens: this.sequence.tokens };
    return planWindow({ ...cells, probabilities: this.#probabilities }, layout, mode, this.#trie);
  }

  /**
   * Applies a plan: the sequence then holds all tokens of the prompt but the last. If the signal
   * aborts first, the evaluated cells stay, and the state is `moving`.
   *
   * @param isNextPrompt true for a prompt that may come next: the current prompt stays known.
   * @param maxTokens maximum number of tokens to evaluate; the state is `moving` beyond it.
   * @returns undefined if the signal aborted first, or the limit was reached.
   */
  async apply(
    { layout, reusePlan }: WindowPlan,
    work: WindowWork,
    {
      isNextPrompt = false,
      maxTokens = Infinity,
    }: { readonly isNextPrompt?: boolean; readonly maxTokens?: number } = {},
  ): Promise<PrefilledPrompt | undefined> {
    work.lease.check();
    const { signal } = work.lease;
    // The document may have changed since the plan was made, and the layout's place with it.
    if (signal.aborted) return undefined;
    const base = isNextPrompt ? this.#getBasePrompt() : undefined;
    if (reusePlan === undefined) return this.#applyCachedPrompt(layout, work, base);
    const limitedPlan = limitPlan(reusePlan, maxTokens);
    if (limitedPlan === undefined) return undefined;
    const isContinued =
      this.#state.kind === 'moving' && isTypingContinuation(this.#state.layout, layout);
    this.#state = { kind: 'moving', layout };
    this.#updateOrigins(limitedPlan, isContinued);
    if (!(await prefill(this.sequence, limitedPlan, { ...work, signal }))) return undefined;
    if (limitedPlan !== reusePlan) return undefined;
    this.#markReady([], base && trimSampledTokens(base, this.sequence.tokens));
    return { last: reusePlan.last, sampledTokens: [] };
  }

  /** Samples the first token after a prompt that is ready; its last token is evaluated with it. */
  async sampleFirst(last: Token): Promise<SampledToken> {
    const { sequence, healingConstraint } = this;
    const storeProbabilities = (probabilities: Float32Array) => {
      this.#storeProbabilities(probabilities);
    };
    // The next letters may narrow the choice, which costs nothing with the probabilities kept.
    const sampled =
      healingConstraint === undefined
        ? await sampleFreely(sequence, last, storeProbabilities)
        : await sampleConstrained(sequence, last, healingConstraint.constraint, storeProbabilities);
    this.recordSampled([sampled]);
    return sampled;
  }

  /**
   * Records tokens that were sampled greedily after the prompt. The sequence holds the prompt and all
   * but the last of them.
   */
  recordSampled(sampled: readonly SampledToken[]): void {
    this.#markReady(sampled, this.#state.kind === 'ahead' ? this.#state.base : undefined);
  }

  /**
   * Replaces the state after the sequence took over other cells or lost its own. The tokens after
   * them aren't known.
   *
   * @param origins origins of the cells; exact by default. If they are the window's own origins, it
   *   keeps its probabilities.
   * @param insertion splice that was made in the cells, and the cells before it.
   */
  adopt(
    state: WindowState,
    origins: CellOrigins = new CellOrigins(),
    insertion?: { readonly cells: readonly Token[]; readonly splice: Splice },
  ): void {
    if (origins !== this.#origins) this.#probabilities.truncate(0);
    if (insertion) this.#probabilities.splice(insertion.cells, insertion.splice);
    this.#state = state;
    this.#origins = origins;
  }

  /**
   * Takes a prompt that the cells hold. The tokens after it were sampled before or are decided by
   * probabilities.
   */
  async #applyCachedPrompt(
    layout: WindowLayout,
    { runStep }: WindowWork,
    base: Prompt | undefined,
  ): Promise<PrefilledPrompt> {
    const before = this.#getPrompts();
    this.#state = { kind: 'moving', layout };
    let sampledTokens = findSampledAfter(before.current, layout, this.#trie);
    if (sampledTokens.length === 0 && before.base) {
      sampledTokens = findSampledAfter(before.base, layout, this.#trie);
      const cells = countCells({ layout, sampledTokens });
      if (sampledTokens.length > 0) await runStep(() => this.sequence.truncate(cells));
    }
    const probabilities = this.#probabilities.find(layout.tokens);
    const { healingConstraint } = this;
    const first =
      probabilities &&
      healingConstraint &&
      chooseToken(healingConstraint.constraint, probabilities);
    if (first) {
      if (first.token !== sampledTokens[0]?.token) {
        await runStep(() => this.sequence.truncate(layout.tokens.length));
        sampledTokens = [];
      }
      sampledTokens = [first, ...sampledTokens.slice(1)];
    }
    this.#markReady(sampledTokens, base && trimSampledTokens(base, this.sequence.tokens));
    return { last: layout.tokens.at(-1) ?? 0, sampledTokens };
  }

  /**
   * Records that the cells hold the prompt of the state, even if changes of the document have moved
   * it.
   */
  #markReady(sampledTokens: readonly SampledToken[], base: Prompt | undefined): void {
    const state = this.#state;
    if (state.kind === 'empty') return;
    const { layout } = state;
    this.#state = base
      ? { kind: 'ahead', layout, sampledTokens, base }
      : { kind: 'ready', layout, sampledTokens };
  }

  /** Returns the prompts that the cells hold. */
  #getPrompts(): { readonly current: Prompt | undefined; readonly base: Prompt | undefined } {
    const state = this.#state;
    return {
      current: state.kind === 'ready' || state.kind === 'ahead' ? state : undefined,
      base: state.kind === 'ahead' ? state.base : undefined,
    };
  }

  #getBasePrompt(): Prompt | undefined {
    const { current, base } = this.#getPrompts();
    return base ?? current;
  }

  /** Keeps the probabilities of all tokens after the cells that the sequence holds now. */
  #storeProbabilities(probabilities: Float32Array): void {
    const { current } = this.#getPrompts();
    this.#probabilities.add([...this.sequence.tokens], probabilities, current?.layout.tokens);
  }

  /**
   * Updates the origins of the cells for a plan.
   *
   * @param isContinued true if the cells were moving to the same place.
   */
  #updateOrigins(plan: ReusePlan, isContinued: boolean): void {
    const erased = countErasedTokens(plan);
    this.#probabilities.truncate(plan.keep);
    this.#origins.truncate(plan.length + erased);
    this.#origins.moveStale(countInsertedTokens(plan) - erased);
    if (plan.reuse === 'rolling') this.#origins.evictAfter(plan.keep);
    if (plan.reuse === 'patched') this.#origins.patchAfter(plan.keep, isContinued);
  }
}

/** Returns the boldest reuse of any cell of a window. */
export function getWindowReuse({ origins, sequence }: KvWindow): Reuse {
  return origins.getReuse(Math.max(0, sequence.tokens.length - 1));
}

/**
 * Marks the cells of a window as moving, while they are rewritten or after a failure. The tokens of
 * the sequence still list them.
 */
export function invalidate(window: KvWindow): void {
  const { state, origins } = window;
  if (state.kind !== 'empty') window.adopt({ kind: 'moving', layout: state.layout }, origins);
}

/**
 * Samples the first token after a prompt, which costs no more than evaluating the prompt's last
 * token.
 *
 * @returns undefined if there is no prompt, or if the signal aborted.
 */
export async function sampleFirst(
  prompt: PrefilledPrompt | undefined,
  window: KvWindow,
  { lease, onEvaluated }: WindowWork,
): Promise<PrefilledPrompt | undefined> {
  if (prompt === undefined || lease.signal.aborted) return undefined;
  if (prompt.sampledTokens.length > 0) return prompt;
  const sampled = await window.sampleFirst(prompt.last);
  onEvaluated(1);
  return { ...prompt, sampledTokens: [sampled] };
}

function moveLayout(layout: WindowLayout, anchor: number): WindowLayout {
  return { ...layout, position: { ...layout.position, anchor } };
}
