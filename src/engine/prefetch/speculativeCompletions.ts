import { findSampledAfter, type Prompt } from '../kv/windowPlan.ts';
import { behindEnter } from '../../completion/window/behindEnter.ts';
import type { Wanted, Writer } from '../infill/writer.ts';
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
export interface SpeculationPlace {
  readonly cache: DocumentWindow;
  readonly model: LanguageModel;
}

/**
 * Generates completions before they are requested: continues one that the user types along, and
 * begins the one after the shown completion.
 */
export class SpeculativeCompletions {
  readonly #writer: Writer;
  readonly #clock: Clock;
  /** Limits of completions that typing interrupted, by document. */
  readonly #interrupted = new Map<string, Budget>();

  constructor(writer: Writer, clock: Clock) {
    this.#writer = writer;
    this.#clock = clock;
  }

  /** Records that a completion was interrupted during generation: the user may be typing along. */
  interrupted(uri: string, { lines, maxTokens }: Budget): void {
    this.#interrupted.set(uri, { lines, maxTokens });
  }

  /**
   * Drops the interrupted completion of a document, after an answer or when the document is closed.
   */
  ended(uri: string): void {
    this.#interrupted.delete(uri);
  }

  /**
   * Brings the window to the prompt for a cursor, and continues an interrupted completion there as
   * long as the text agrees with it.
   */
  async prefetch(
    { cache, model }: SpeculationPlace,
    at: Wanted['at'],
    reach: Reach,
    lease: ModelLease,
  ): Promise<PrefetchOutcome> {
    const { signal } = lease;
    this.#writer.warmUp(at);
    const before = currentPrompt(cache.live.window);
    const ready = await cache.prefetch(at, reach, lease);
    if (ready === undefined) return signal.aborted ? 'interrupted' : 'ready';
    const budget = this.#interrupted.get(cache.uri);
    const { window } = cache.live;
    const isAlong = goesAlong(before, window, model);
    if (budget !== undefined && isAlong) {
      const work = { signal, meter: new RequestMeter(this.#clock) };
      await model.work.countAs('speculative', () =>
        this.#writer.write({ ...budget, at }, ready, { model, window }, work),
      );
    }
    if (signal.aborted) return 'interrupted';
    // Text that is typed along needs no request and no parse.
    if (ready.sampled.length <= 1) await this.#writer.placeAt(at);
    // The completion is generated, or the text no longer agrees with it.
    this.#interrupted.delete(cache.uri);
    return isAlong ? 'typedAlong' : 'ready';
  }

  /**
   * Generates the next line if the current one is complete, because Enter is the likeliest key.
   *
   * @param at the end of the line.
   * @returns false if the signal aborted first.
   */
  async nextLine(
    { cache, model }: SpeculationPlace,
    at: Wanted['at'],
    budget: Budget,
    lease: ModelLease,
  ): Promise<boolean> {
    const { signal } = lease;
    const next = behindEnter(at);
    const ready = next && (await cache.prefetchNext(next, lease));
    if (next === undefined || ready === undefined) return !signal.aborted;
    const maxTokens = Math.min(budget.maxTokens, maxSpeculativeTokens);
    const work = { signal, meter: new RequestMeter(this.#clock) };
    const where = { model, window: cache.live.window };
    await model.work.countAs('speculative', () =>
      this.#writer.write({ ...budget, maxTokens, at: next }, ready, where, work),
    );
    // The Enter key itself may have aborted it.
    if (signal.aborted) this.interrupted(cache.uri, budget);
    return !signal.aborted;
  }

  /**
   * Samples the tokens after a shown completion, so that they are known once it is accepted.
   *
   * @param shownTokens number of tokens of the completion.
   * @returns false if the signal aborted first.
   */
  async follow(
    { cache, model }: SpeculationPlace,
    shownTokens: number,
    lease: ModelLease,
  ): Promise<boolean> {
    const { signal } = lease;
    const { window } = cache.live;
    const prompt = currentPrompt(window);
    if (prompt === undefined || prompt.sampled.length === 0) return true;
    const generation = await model.work.countAs('speculative', () =>
      generate(
        {
          sequence: window.sequence,
          vocabulary: model.vocabulary,
          last: prompt.layout.tokens.at(-1) ?? 0,
          sampled: prompt.sampled,
          begin: window.beginning,
          sampling: { temperature: 0 },
          maxTokens: shownTokens + maxSpeculativeTokens,
          stopAt: () => undefined,
        },
        {
          signal,
          meter: new RequestMeter(this.#clock),
          passes: model.work,
          runStep: (step) => step(),
        },
      ),
    );
    window.recordSampled(generation.sampled);
    return !signal.aborted;
  }
}

function currentPrompt({ state }: KvWindow): Prompt | undefined {
  return state.kind === 'ready' || state.kind === 'ahead' ? state : undefined;
}

/** Returns whether the text before the cursor agrees with the tokens that were sampled before. */
function goesAlong(before: Prompt | undefined, window: KvWindow, model: LanguageModel): boolean {
  const current = currentPrompt(window);
  if (current === undefined) return false;
  const [expected] = findSampledAfter(before, current.layout, model.vocabulary.trie);
  return expected !== undefined && expected.token === current.sampled[0]?.token;
}
