import type { DocumentCache } from '../cache/documentCache.ts';
import type { ReadyPrompt } from '../cache/fileWindow.ts';
import { beginningOf, type Wanted, type Writer } from '../completion/writer.ts';
import type { Clock, LanguageModel } from '../ports.ts';
import { RequestMeter } from '../requestMeter.ts';
import { generate } from '../sequence/generate.ts';

/** Tokens that are drawn behind a completion that is shown, for the one after it. */
const followingTokens = 24;

type Budget = Pick<Wanted, 'lines' | 'maxTokens'>;

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
  cutShort(uri: string, budget: Budget): void {
    this.#cutShort.set(uri, budget);
  }

  /** A completion was answered, or its document is closed: there is nothing to go on with. */
  ended(uri: string): void {
    this.#cutShort.delete(uri);
  }

  /**
   * Goes on with a completion that was given up, as long as the text goes along it.
   *
   * Must run while nothing else uses the model.
   */
  async goOn(
    { cache, model }: { readonly cache: DocumentCache; readonly model: LanguageModel },
    at: Wanted['at'],
    ready: ReadyPrompt,
    signal: AbortSignal,
  ): Promise<void> {
    const budget = this.#cutShort.get(cache.uri);
    // Nothing that was drawn before fits: the text has left what was being written.
    const goesAlong = ready.drawn.length > 1;
    if (budget === undefined) return;
    if (!goesAlong) {
      this.#cutShort.delete(cache.uri);
      return;
    }
    const meter = new RequestMeter(this.#clock);
    const { window } = cache;
    const where = { model, window };
    await this.#writer.write({ ...budget, at }, ready, where, { signal, meter }, () => undefined);
    if (!signal.aborted) this.#cutShort.delete(cache.uri);
  }

  /**
   * Draws what comes behind a completion that is shown: once it is accepted that is known.
   *
   * Must run while nothing else uses the model.
   *
   * @returns false when the signal came first.
   */
  async follow(
    { cache, model }: { readonly cache: DocumentCache; readonly model: LanguageModel },
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
        maxTokens: state.drawn.length + followingTokens,
        stopAt: () => undefined,
      },
      { signal, meter: new RequestMeter(this.#clock), runStep: (step) => step() },
    );
    window.drew(generation.drawn);
    return !signal.aborted;
  }
}
