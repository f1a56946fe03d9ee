import type { CancellationToken } from 'vscode';
import { moreWordsMs } from '../../completion/suggestion/answerTimes.ts';
import type { DecisionLog } from '../../completion/suggestion/decisionLog.ts';
import type { RequestDelay } from '../../completion/suggestion/requestDelay.ts';
import type { Entry, Place, SuggestionCache } from '../../completion/suggestion/suggestionCache.ts';
import type { CompleteParams, CompleteResult } from '../../engine/protocol.ts';
import { paramsOf } from './completeParams.ts';
import type { Occasion } from './occasion.ts';
import type { OfferWatch } from './offerWatch.ts';

/** Cancellation of a request. */
export interface Cancellation {
  readonly token: CancellationToken;
  cancel(): void;
}

/** Dependencies of `SuggestionGrowth`. */
export interface SuggestionGrowthParts {
  readonly engine: {
    complete(params: CompleteParams, token: CancellationToken): Promise<CompleteResult>;
  };
  readonly cache: SuggestionCache;
  readonly delay: RequestDelay;
  readonly decisions: DecisionLog;
  readonly watch: OfferWatch;
  /** Current time, in ms since 1970. */
  readonly now: () => number;
  readonly newCancellation: () => Cancellation;
  /** Makes VS Code request ghost text in a document again, if that document is active. */
  readonly refresh: (uri: string) => PromiseLike<unknown>;
  readonly answered: (uri: string, result: CompleteResult) => void;
  /** Writes to the log. Messages never contain the user's code. */
  readonly debug: (message: string) => void;
}

/** Place of a suggestion that is shown. */
export interface ShownPlace {
  readonly occasion: Occasion;
  readonly place: Place;
  /** Offset of the cursor, in UTF-16 code units. */
  readonly offset: number;
}

/** Returns whether an answer was cut because its time budget was used up. */
export function isCutShort({ stopReason }: CompleteResult): boolean {
  return stopReason === 'timeBudget';
}

/**
 * Requests the rest of shown suggestions that the engine cut when their time budget was used up.
 * The first words are shown at once, and the text grows at its end.
 */
export class SuggestionGrowth {
  readonly #parts: SuggestionGrowthParts;
  #running: Cancellation | undefined;
  #isRefreshing = false;

  constructor(parts: SuggestionGrowthParts) {
    this.#parts = parts;
  }

  /** True while VS Code requests again after a text has grown, which the user did not invoke. */
  get isRefreshing(): boolean {
    return this.#isRefreshing;
  }

  /** Requests the rest of a suggestion that is shown, if it was cut. */
  continue(entry: Entry, shown: ShownPlace): void {
    this.cancel();
    if (entry.isCut) void this.#grow(entry, shown);
  }

  /** Cancels the running request: no growing suggestion is shown any more. */
  cancel(): void {
    this.#running?.cancel();
    this.#running = undefined;
  }

  async #grow(entry: Entry, shown: ShownPlace): Promise<void> {
    const { newCancellation, debug } = this.#parts;
    const running = newCancellation();
    this.#running = running;
    try {
      while (entry.isCut) {
        const result = await this.#request(shown, running.token);
        if (running.token.isCancellationRequested) return;
        if (result.kind === 'nothing') entry.isCut = isCutShort(result);
        // VS Code's next request continues from here.
        else if (await this.#extend(entry, shown, result)) return;
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      debug(`A suggestion could not be continued: ${message}`);
    }
  }

  async #request(
    { occasion, place }: ShownPlace,
    token: CancellationToken,
  ): Promise<CompleteResult> {
    const { engine, delay, answered, now } = this.#parts;
    const maxMs = moreWordsMs(delay.sinceKeyMs(now()));
    const result = await engine.complete(paramsOf(occasion, maxMs), token);
    if (!token.isCancellationRequested) answered(place.document, result);
    return result;
  }

  /** Extends a suggestion with an answer. Returns false if the text has not grown. */
  async #extend(
    entry: Entry,
    { place, offset }: ShownPlace,
    result: Extract<CompleteResult, { kind: 'text' }>,
  ): Promise<boolean> {
    const { cache, decisions, watch } = this.#parts;
    const { text, replaces } = result;
    const isCut = isCutShort(result);
    if (!cache.extend(entry, place, { text, replaces, isCut })) return false;
    const shown = watch.shownAt(place.document, offset);
    if (shown?.entries.includes(entry) === true) {
      decisions.grow(shown.decision, text, result.metrics);
      await this.#refresh(place.document);
    }
    return true;
  }

  async #refresh(uri: string): Promise<void> {
    this.#isRefreshing = true;
    try {
      await this.#parts.refresh(uri);
    } finally {
      this.#isRefreshing = false;
    }
  }
}
