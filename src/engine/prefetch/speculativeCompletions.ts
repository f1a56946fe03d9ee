import { findSampledAfter, type Prompt } from '../kv/windowPlan.ts';
import { createNextLineView } from '../../completion/window/nextLineView.ts';
import type { CompletionTask, CompletionGenerator } from '../infill/completionGenerator.ts';
import type { DocumentWindow } from '../kv/documentWindow.ts';
import type { Reach } from '../../completion/window/windowPolicy.ts';
import type { KvWindow } from '../kv/kvWindow.ts';
import type { LanguageModel } from '../backend/languageModel.ts';
import type { Clock } from '../foundation/environment.ts';
import { RequestMeter } from '../metering/requestMeter.ts';
import type { ModelLease } from '../scheduling/scheduler.ts';
import { generate } from '../sequence/generate.ts';
import type { Budget } from './jobTable.ts';

/**
 * Maximum number of tokens sampled for a completion before it is requested; the request continues
 * from there.
 */
const maxSpeculativeTokens = 24;

/** Outcome of a prefetch; `typedAlong`: the text agrees with the tokens generated before it. */
export type PrefetchOutcome = 'interrupted' | 'ready' | 'typedAlong';

/** Window to generate in, and its model. */
export interface SpeculationTarget {
  readonly cache: DocumentWindow;
  readonly model: LanguageModel;
}

/**
 * Generates completions before they are requested: continues one that the user types along, and
 * begins the one after the shown completion.
 */
export class SpeculativeCompletions {
  readonly #generator: CompletionGenerator;
  readonly #clock: Clock;
  /** Limits of completions that typing interrupted, by document. */
  readonly #interruptedBudgets = new Map<string, Budget>();

  constructor(generator: CompletionGenerator, clock: Clock) {
    this.#generator = generator;
    this.#clock = clock;
  }

  /** Records that a completion was interrupted during generation: the user may be typing along. */
  recordInterruption(uri: string, { lines, maxTokens }: Budget): void {
    this.#interruptedBudgets.set(uri, { lines, maxTokens });
  }

  /**
   * Drops the interrupted completion of a document, after an answer or when the document is closed.
   */
  clearInterruption(uri: string): void {
    this.#interruptedBudgets.delete(uri);
  }

  /**
   * Brings the window to the prompt for a cursor, and continues an interrupted completion there as
   * long as the text agrees with it.
   */
  async prefetch(
    { cache, model }: SpeculationTarget,
    at: CompletionTask['at'],
    reach: Reach,
    lease: ModelLease,
  ): Promise<PrefetchOutcome> {
    const { signal } = lease;
    this.#generator.warmUp(at);
    const before = getCurrentPrompt(cache.live.window);
    const prompt = await cache.prefetch(at, reach, lease);
    if (prompt === undefined) return signal.aborted ? 'interrupted' : 'ready';
    const budget = this.#interruptedBudgets.get(cache.uri);
    const { window } = cache.live;
    const isAlong = matchesSampledTokens(before, window, model);
    if (budget !== undefined && isAlong) {
      const work = { signal, meter: new RequestMeter(this.#clock) };
      await model.workMeter.countAs('speculative', () =>
        this.#generator.generate({ ...budget, at }, prompt, { model, window }, work),
      );
    }
    if (signal.aborted) return 'interrupted';
    // Text that is typed along needs no request and no parse.
    if (prompt.sampledTokens.length <= 1) await this.#generator.findPlace(at);
    // The completion is generated, or the text no longer agrees with it.
    this.#interruptedBudgets.delete(cache.uri);
    return isAlong ? 'typedAlong' : 'ready';
  }

  /**
   * Generates the next line if the current one is complete, because Enter is the likeliest key.
   *
   * @param at the end of the line.
   * @returns false if the signal aborted first.
   */
  async generateNextLine(
    { cache, model }: SpeculationTarget,
    at: CompletionTask['at'],
    budget: Budget,
    lease: ModelLease,
  ): Promise<boolean> {
    const { signal } = lease;
    const next = createNextLineView(at);
    const prompt = next && (await cache.prefetchNext(next, lease));
    if (next === undefined || prompt === undefined) return !signal.aborted;
    const maxTokens = Math.min(budget.maxTokens, maxSpeculativeTokens);
    const work = { signal, meter: new RequestMeter(this.#clock) };
    const target = { model, window: cache.live.window };
    await model.workMeter.countAs('speculative', () =>
      this.#generator.generate({ ...budget, maxTokens, at: next }, prompt, target, work),
    );
    // The Enter key itself may have aborted it.
    if (signal.aborted) this.recordInterruption(cache.uri, budget);
    return !signal.aborted;
  }

  /**
   * Samples the tokens after a shown completion, so that they are known once it is accepted.
   *
   * @param shownTokens number of tokens of the completion.
   * @returns false if the signal aborted first.
   */
  async continueAfterShown(
    { cache, model }: SpeculationTarget,
    shownTokens: number,
    lease: ModelLease,
  ): Promise<boolean> {
    const { signal } = lease;
    const { window } = cache.live;
    const prompt = getCurrentPrompt(window);
    if (prompt === undefined || prompt.sampledTokens.length === 0) return true;
    const generation = await model.workMeter.countAs('speculative', () =>
      generate(
        {
          sequence: window.sequence,
          vocabulary: model.vocabulary,
          last: prompt.layout.tokens.at(-1) ?? 0,
          sampledTokens: prompt.sampledTokens,
          healingConstraint: window.healingConstraint,
          sampling: { temperature: 0 },
          maxTokens: shownTokens + maxSpeculativeTokens,
          findStop: () => undefined,
        },
        {
          signal,
          meter: new RequestMeter(this.#clock),
          workMeter: model.workMeter,
          runStep: (step) => step(),
        },
      ),
    );
    window.recordSampled(generation.sampledTokens);
    return !signal.aborted;
  }
}

function getCurrentPrompt({ state }: KvWindow): Prompt | undefined {
  return state.kind === 'ready' || state.kind === 'ahead' ? state : undefined;
}

/** Returns whether the text before the cursor agrees with the tokens that were sampled before. */
function matchesSampledTokens(
  before: Prompt | undefined,
  window: KvWindow,
  model: LanguageModel,
): boolean {
  const current = getCurrentPrompt(window);
  if (current === undefined) return false;
  const [expected] = findSampledAfter(before, current.layout, model.vocabulary.trie);
  return expected !== undefined && expected.token === current.sampledTokens[0]?.token;
}
