import type { CancellationToken } from 'vscode';
import { computeMoreWordsLimitMs } from '../../completion/suggestion/answerTimeLimits.ts';
import type { DecisionLog } from '../../completion/suggestion/decisionLog.ts';
import type { RequestDelay } from '../../completion/suggestion/requestDelay.ts';
import type {
  CachedSuggestion,
  CursorPosition,
  SuggestionCache,
} from '../../completion/suggestion/suggestionCache.ts';
import type { CompleteParams, CompleteResult } from '../../engine/protocol.ts';
import { toCompleteParams } from './completeParams.ts';
import type { InlineCompletionRequest } from './inlineCompletionRequest.ts';
import type { SuggestionLifecycle } from './suggestionLifecycle.ts';

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
  readonly lifecycle: SuggestionLifecycle;
  /** Current time, in ms since 1970. */
  readonly now: () => number;
  readonly createCancellation: () => Cancellation;
  /** Makes VS Code request ghost text in a document again, if that document is active. */
  readonly refresh: (uri: string) => PromiseLike<unknown>;
  readonly onResult: (uri: string, result: CompleteResult) => void;
  /** Writes to the log. Messages never contain the user's code. */
  readonly debug: (message: string) => void;
}

/** Place of a suggestion that is shown. */
export interface ShownPosition {
  readonly request: InlineCompletionRequest;
  readonly cursor: CursorPosition;
  /** Offset of the cursor, in UTF-16 code units. */
  readonly offset: number;
}

/** Returns whether an answer was cut because its time limit was reached. */
export function isCutShort({ stopReason }: CompleteResult): boolean {
  return stopReason === 'timeLimit';
}

/**
 * Requests the rest of shown suggestions that the engine cut when their time budget was used up.
 * The first words are shown at once, and the text grows at its end.
 */
export class SuggestionGrowth {
  readonly #parts: SuggestionGrowthParts;
  #runningRequest: Cancellation | undefined;
  #isRefreshing = false;

  constructor(parts: SuggestionGrowthParts) {
    this.#parts = parts;
  }

  /** True while VS Code requests again after a text has grown, which the user did not invoke. */
  get isRefreshing(): boolean {
    return this.#isRefreshing;
  }

  /** Requests the rest of a suggestion that is shown, if it was cut. */
  continue(entry: CachedSuggestion, position: ShownPosition): void {
    this.cancel();
    if (entry.isCut) void this.#grow(entry, position);
  }

  /** Cancels the running request: no growing suggestion is shown any more. */
  cancel(): void {
    this.#runningRequest?.cancel();
    this.#runningRequest = undefined;
  }

  async #grow(entry: CachedSuggestion, position: ShownPosition): Promise<void> {
    const { createCancellation, debug } = this.#parts;
    const cancellation = createCancellation();
    this.#runningRequest = cancellation;
    try {
      while (entry.isCut) {
        const result = await this.#request(position, cancellation.token);
        if (cancellation.token.isCancellationRequested) return;
        if (result.kind === 'nothing') entry.isCut = isCutShort(result);
        // VS Code's next request continues from here.
        else if (await this.#extend(entry, position, result)) return;
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      debug(`A suggestion could not be continued: ${message}`);
    }
  }

  async #request(
    { request, cursor }: ShownPosition,
    token: CancellationToken,
  ): Promise<CompleteResult> {
    const { engine, delay, onResult, now } = this.#parts;
    const maxMs = computeMoreWordsLimitMs(delay.getMsSinceKey(now()));
    const result = await engine.complete(toCompleteParams(request, maxMs), token);
    if (!token.isCancellationRequested) onResult(cursor.document, result);
    return result;
  }

  /** Extends a suggestion with an answer. Returns false if the text has not grown. */
  async #extend(
    entry: CachedSuggestion,
    { cursor, offset }: ShownPosition,
    result: Extract<CompleteResult, { kind: 'text' }>,
  ): Promise<boolean> {
    const { cache, decisions, lifecycle } = this.#parts;
    const { text, replaces } = result;
    const isCut = isCutShort(result);
    if (!cache.extend(entry, cursor, { text, replaces, isCut })) return false;
    const shown = lifecycle.findShownSuggestion(cursor.document, offset);
    if (shown?.entries.includes(entry) === true) {
      decisions.grow(shown.decision, text, result.metrics);
      await this.#refresh(cursor.document);
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
