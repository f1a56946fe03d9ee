import { behindEnter } from '../../completion/window/behindEnter.ts';
import type { DocumentCache } from '../cache/documentCache.ts';
import { beginningOf, type Wanted, type Writer } from '../completion/writer.ts';
import type { Clock, LanguageModel } from '../ports.ts';
import { RequestMeter } from '../requestMeter.ts';
import { generate } from '../sequence/generate.ts';

/** Tokens that are drawn for a completion that nobody has asked for yet; whoever asks has it go on. */
const followingTokens = 24;

/** How much a completion may say. */
export type Budget = Pick<Wanted, 'lines' | 'maxTokens'>;

interface WritingAt {
  readonly cache: DocumentCache;
  readonly model: LanguageModel;
}

/**
 * Writes while nobody waits: goes on with a completion that the person types along, and begins the
 * one that comes after the one that they read.
 */
export class WriteAhead {
  readonly #writer: Writer;
  readonly #clock: Clock;
  /** Completions that were given up when the person typed on, by document. */
  readonly #cutShort = new Map<string, Budget>();

  constructor(writer: Writer, clock: Clock) {
    this.#writer = writer;
    this.#clock = clock;
  }

  /** A completion was given up while it was written: the person may be typing along. */
  cutShort(uri: string, { lines, maxTokens }: Budget): void {
    this.#cutShort.set(uri, { lines, maxTokens });
  }

  /** A completion was answered, or its document is closed: there is nothing to go on with. */
  ended(uri: string): void {
    this.#cutShort.delete(uri);
  }

  /**
   * Brings the cache to the prompt for a cursor, and goes on there with a completion that was given
   * up, as long as the text goes along it.
   *
   * Must run while nothing else uses the model.
   *
   * @returns false when the signal came first.
   */
  async prepare(
    { cache, model }: WritingAt,
    at: Wanted['at'],
    signal: AbortSignal,
  ): Promise<boolean> {
    this.#writer.warmUp(at);
    const before = cache.window.state;
    const ready = await cache.prepareAhead(at, signal);
    if (ready === undefined) return false;
    const budget = this.#cutShort.get(cache.uri);
    const { window } = cache;
    if (budget !== undefined && window.goesAlong(before)) {
      const work = { signal, meter: new RequestMeter(this.#clock) };
      await this.#writer.write({ ...budget, at }, ready, { model, window }, work);
    }
    if (signal.aborted) return false;
    // Where a text is typed along nobody will ask.
    if (ready.drawn.length <= 1) await this.#writer.placeAt(at);
    // It is written, or the text has left it.
    this.#cutShort.delete(cache.uri);
    return true;
  }

  /**
   * Writes the next line, where nothing is left to say in this one: Enter is the likeliest key.
   *
   * Must run while nothing else uses the model.
   *
   * @param at where the line ends.
   * @returns false when the signal came first.
   */
  async nextLine(
    { cache, model }: WritingAt,
    at: Wanted['at'],
    budget: Budget,
    signal: AbortSignal,
  ): Promise<boolean> {
    const next = behindEnter(at);
    const ready = next && (await cache.prepareNext(next, signal));
    if (next === undefined || ready === undefined) return !signal.aborted;
    const maxTokens = Math.min(budget.maxTokens, followingTokens);
    const work = { signal, meter: new RequestMeter(this.#clock) };
    const where = { model, window: cache.window };
    await this.#writer.write({ ...budget, maxTokens, at: next }, ready, where, work);
    // Enter itself may have ended it.
    if (signal.aborted) this.cutShort(cache.uri, budget);
    return !signal.aborted;
  }

  /**
   * Draws what comes behind a completion that is shown: once it is accepted that is known.
   *
   * Must run while nothing else uses the model.
   *
   * @param shownTokens that the completion took.
   * @returns false when the signal came first.
   */
  async follow(
    { cache, model }: WritingAt,
    shownTokens: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { window } = cache;
    const { state, sequence } = window;
    if (state === undefined || state.drawn.length === 0) return true;
    const generation = await generate(
      {
        sequence,
        vocabulary: model.vocabulary,
        last: state.layout.tokens.at(-1) ?? 0,
        drawn: state.drawn,
        begin: beginningOf(window),
        sampling: { temperature: 0 },
        maxTokens: shownTokens + followingTokens,
        stopAt: () => undefined,
      },
      { signal, meter: new RequestMeter(this.#clock), runStep: (step) => step() },
    );
    window.drew(generation.drawn);
    return !signal.aborted;
  }
}
