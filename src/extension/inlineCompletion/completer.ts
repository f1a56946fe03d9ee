import type { CancellationToken } from 'vscode';
import {
  cancelledEvent,
  toOutcomeEvent,
  type DecisionEvent,
  type DecisionId,
  type DecisionLog,
} from '../../completion/suggestion/decisionLog.ts';
import { createRequestOutcome, type TriggerRule } from '../../completion/outcome.ts';
import { maxBeforeLength } from '../../completion/suggestion/suggestionOutcome.ts';
import type { RequestDelay } from '../../completion/suggestion/requestDelay.ts';
import type {
  CachedSuggestion,
  SuggestionMatch,
  SuggestionCache,
} from '../../completion/suggestion/suggestionCache.ts';
import {
  isDisabledOrSnoozed,
  findKeystrokeRule,
  findRequestRule,
} from '../../completion/suggestion/trigger.ts';
import type { CompleteResult } from '../../engine/protocol.ts';
import { toCompleteParams } from './completeParams.ts';
import type { InlineCompletionRequest } from './inlineCompletionRequest.ts';
import { waitForPause } from '../timing/debounce.ts';
import type { SuggestionLifecycle } from './suggestionLifecycle.ts';
import { isCutShort, type SuggestionGrowth } from './suggestionGrowth.ts';
import type { CompletionEngine } from './completionEngine.ts';
import { createGhostTexts, type GhostText } from './ghostText.ts';
import { createPendingRequest, type PendingRequest } from './pendingRequest.ts';
import { requestFirstWords } from './requestFirstWords.ts';

/** Dependencies of the completer. */
export interface CompleterParts {
  readonly engine: CompletionEngine;
  readonly cache: SuggestionCache;
  readonly delay: RequestDelay;
  readonly decisions: DecisionLog;
  readonly lifecycle: SuggestionLifecycle;
  readonly growth: SuggestionGrowth;
  readonly isSnoozed: () => boolean;
  readonly isOnBattery: () => boolean;
  /** Current time, in ms since 1970. */
  readonly now: () => number;
  /** Called when the engine answered a request, with text or with a reason for none. */
  readonly onResult: (uri: string, result: CompleteResult) => void;
  /** Writes to the log. Messages never contain the user's code. */
  readonly debug: (message: string) => void;
}

/** Number of alternatives that are requested for cycling, not counting the shown text. */
const alternativeCount = 3;

/**
 * Decides on a keystroke whether a suggestion is shown: refuses, answers from earlier suggestions
 * (synchronously, so that a shown suggestion doesn't flicker), waits until typing pauses, sends a
 * request to the engine. Records each decision. Failures go to the log: a keystroke never opens a
 * message.
 */
export class Completer {
  readonly #parts: CompleterParts;
  /** Suggestions whose alternatives are in the cache. */
  readonly #entriesWithAlternatives = new WeakSet<CachedSuggestion>();
  /** Suggestions invoked by the user, which contain all that the model generated. */
  readonly #fullEntries = new WeakSet<CachedSuggestion>();
  /** Decision of the last answer to VS Code, if the user invoked the request. */
  #invokedDecision: DecisionId | undefined;
  /** True while Tramontane's own command runs. */
  #isCommandRunning = false;

  constructor(parts: CompleterParts) {
    this.#parts = parts;
  }

  /** Runs the editor's trigger for Tramontane's own command, which requests one text only. */
  async runTriggerCommand(trigger: () => PromiseLike<unknown>): Promise<void> {
    this.#isCommandRunning = true;
    try {
      await trigger();
    } finally {
      this.#isCommandRunning = false;
    }
  }

  complete(
    request: InlineCompletionRequest,
    token: CancellationToken,
  ): GhostText[] | Promise<GhostText[]> {
    const { cache, growth, lifecycle, isSnoozed, isOnBattery } = this.#parts;
    growth.cancel();
    const { invoked, settings } = request;
    const pending = createPendingRequest(request, token);
    const refusal = findKeystrokeRule({
      ...{ invoked, disabledScope: settings.disabledScope, isSnoozed: isSnoozed() },
      ...{ cursors: request.cursors, hasSelection: request.hasSelection },
      after: pending.cursor.after.slice(0, 2),
    });
    // Where completions are off, one invoked by the user stays while its text is typed.
    if (refusal !== undefined && !isDisabledOrSnoozed(refusal))
      return this.#refuse(pending, refusal);
    if (invoked) cache.clearRejections(pending.cursor);
    const matches = this.#findMatches(pending);
    if (refusal !== undefined && !this.#isShown(pending, matches))
      return this.#refuse(pending, refusal);
    const [first] = matches;
    // The user may type while the command runs: only invoked requests belong to the command.
    const isFromCommand = invoked && this.#isCommandRunning;
    // An automatic suggestion may have been cut: the command requests the complete text.
    if (first !== undefined && (!isFromCommand || this.#fullEntries.has(first.entry))) {
      const isCycling = invoked && !isFromCommand;
      return isCycling ? this.#cycle(pending, first) : this.#show(pending, matches);
    }
    const refusalNow = findRequestRule({
      ...{ invoked, lastEdit: lifecycle.getLastEditKind(pending.cursor.document) },
      isRejectedHere: !invoked && cache.isRejectedAt(pending.cursor),
      isSavingBattery: settings.quietOnBattery && isOnBattery(),
    });
    return refusalNow === undefined
      ? this.#waitAndRequest(pending)
      : this.#refuse(pending, refusalNow);
  }

  #refuse({ location }: PendingRequest, rule: TriggerRule): GhostText[] {
    const { decisions, now } = this.#parts;
    decisions.begin(now(), location, toOutcomeEvent({ stage: 'trigger', rule }));
    return [];
  }

  /**
   * True where alternatives to the shown suggestion need a new request. VS Code treats the answer to
   * an invoked request as complete, and requests no more when the user cycles.
   */
  get isWithoutAlternatives(): boolean {
    const { shownSuggestion } = this.#parts.lifecycle;
    if (shownSuggestion === undefined || shownSuggestion.decision !== this.#invokedDecision)
      return false;
    return !shownSuggestion.entries.some((entry) => this.#entriesWithAlternatives.has(entry));
  }

  /** Discards all suggestions: another model gives other answers. */
  clearSuggestions(): void {
    this.#parts.growth.cancel();
    this.#parts.lifecycle.discardShown();
    this.#parts.cache.clear();
    this.#parts.delay.clearAnswers();
  }

  /** Returns the rest of earlier suggestions here: those that are shown, otherwise the newest. */
  #findMatches({ cursor, offset }: PendingRequest): SuggestionMatch[] {
    const matches = this.#parts.cache.findAll(cursor);
    const shown = this.#parts.lifecycle.findShownSuggestion(cursor.document, offset);
    const shownMatches = matches.filter(({ entry }) => shown?.entries.includes(entry));
    return shownMatches.length > 0 ? shownMatches : matches.slice(0, 1);
  }

  #isShown({ cursor, offset }: PendingRequest, matches: readonly SuggestionMatch[]): boolean {
    const shown = this.#parts.lifecycle.findShownSuggestion(cursor.document, offset);
    return matches.some(({ entry }) => shown?.entries.includes(entry));
  }

  async #waitAndRequest(pending: PendingRequest): Promise<GhostText[]> {
    const { delay, decisions, lifecycle, now } = this.#parts;
    const { request, location, cursor, token } = pending;
    const waitMs = delay.computeDelayMs({
      baseDelayMs: request.settings.debounceMs,
      nowMs: now(),
      isAwaited: request.invoked || lifecycle.isJustAccepted(cursor.document),
    });
    if (waitMs > 0 && !(await waitForPause(waitMs, token))) {
      decisions.begin(now(), location, toOutcomeEvent({ stage: 'trigger', rule: 'debounced' }));
      return [];
    }
    const by = request.invoked ? 'command' : 'typing';
    const decision = decisions.begin(now(), location, { kind: 'requested', by });
    const result = await this.#request(pending, decision);
    return result === undefined ? [] : this.#handleResult(pending, result, decision);
  }

  async #request(
    pending: PendingRequest,
    decision: DecisionId,
  ): Promise<CompleteResult | undefined> {
    const { onResult, decisions, delay } = this.#parts;
    try {
      const result = await requestFirstWords(pending, this.#parts);
      // A request that was cancelled early says nothing about the time that an answer takes.
      const isDecided = result.kind === 'text' || result.generationReport !== undefined;
      if (isDecided) delay.recordAnswer(result.metrics.totalMs);
      onResult(pending.cursor.document, result);
      return result;
    } catch (error) {
      decisions.add(decision, this.#handleFailure(error, pending.token));
      return undefined;
    }
  }

  #handleResult(
    pending: PendingRequest,
    result: CompleteResult,
    decision: DecisionId,
  ): GhostText[] {
    const { cache, decisions } = this.#parts;
    const { cursor, token } = pending;
    const { metrics } = result;
    if (result.kind === 'nothing') {
      decisions.add(decision, toOutcomeEvent(result.outcome), metrics);
      return [];
    }
    const { text, replaces } = result;
    const suggestion = { text, replaces, isCut: isCutShort(result) };
    if (cache.wasRejected(cursor, suggestion)) {
      decisions.add(
        decision,
        toOutcomeEvent({
          stage: 'suggestion',
          rule: 'rejectedBefore',
          text: result.text,
        }),
        metrics,
      );
      return [];
    }
    // Stored also after the user typed on, because the next request may reuse it.
    const entry = cache.add(cursor, suggestion);
    if (pending.request.invoked) this.#fullEntries.add(entry);
    if (token.isCancellationRequested) {
      decisions.add(decision, cancelledEvent, metrics);
      return [];
    }
    decisions.add(
      decision,
      { kind: 'shown', text: result.text, source: 'engine', count: 1 },
      metrics,
    );
    return this.#deliver(pending, [{ ...suggestion, entry }], decision);
  }

  /** Shows alternatives to a suggestion. They are generated only when the user cycles. */
  async #cycle(pending: PendingRequest, first: SuggestionMatch): Promise<GhostText[]> {
    const { engine, cache, decisions, now } = this.#parts;
    const matches = cache.findAll(pending.cursor);
    if (matches.some(({ entry }) => this.#entriesWithAlternatives.has(entry)))
      return this.#show(pending, matches);
    const decision = decisions.begin(now(), pending.location, {
      kind: 'requested',
      by: 'cycling',
    });
    try {
      const params = {
        ...toCompleteParams(pending.request, Infinity),
        shownText: first.text,
        maxCount: alternativeCount,
      };
      const { alternatives, metrics } = await engine.requestAlternatives(params, pending.token);
      if (pending.token.isCancellationRequested) {
        decisions.add(decision, cancelledEvent, metrics);
        return [];
      }
      const others = alternatives
        .filter(({ text }) => text !== '' && text !== first.text)
        .map((alternative) => ({ ...alternative, entry: cache.add(pending.cursor, alternative) }));
      // Added last, so that it remains the first in the list.
      const entry = cache.add(pending.cursor, first);
      if (this.#fullEntries.has(first.entry)) this.#fullEntries.add(entry);
      // An empty answer may be a failure, so the next cycle requests them again.
      if (others.length > 0) this.#entriesWithAlternatives.add(entry);
      const shownMatches = [{ ...first, entry }, ...others];
      const { text } = first;
      const count = shownMatches.length;
      decisions.add(decision, { kind: 'shown', text, source: 'engine', count }, metrics);
      return this.#deliver(pending, shownMatches, decision);
    } catch (error) {
      decisions.add(decision, this.#handleFailure(error, pending.token));
      return pending.token.isCancellationRequested ? [] : this.#show(pending, [first]);
    }
  }

  /** Shows earlier suggestions. One that is shown already keeps its decision. */
  #show(pending: PendingRequest, matches: readonly SuggestionMatch[]): GhostText[] {
    const { decisions, lifecycle, now } = this.#parts;
    const shown = lifecycle.findShownSuggestion(pending.cursor.document, pending.offset);
    const isContinued = shown && matches.some(({ entry }) => shown.entries.includes(entry));
    const event = { kind: 'shown', text: matches[0]?.text ?? '', source: 'cache' } as const;
    const decision = isContinued
      ? shown.decision
      : decisions.begin(now(), pending.location, { ...event, count: matches.length });
    return this.#deliver(pending, matches, decision);
  }

  #deliver(
    pending: PendingRequest,
    matches: readonly SuggestionMatch[],
    decision: DecisionId,
  ): GhostText[] {
    const { request, cursor, offset } = pending;
    const { growth, lifecycle } = this.#parts;
    const { selectedEntry, position } = request;
    this.#invokedDecision = request.invoked ? decision : undefined;
    const start = selectedEntry?.start ?? position.character;
    const ghosts = createGhostTexts(pending, matches, decision);
    const text = request.document.getText();
    const replacedPrefix = text.slice(offset - (position.character - start), offset);
    lifecycle.recordShown({
      uri: cursor.document,
      suggestion: {
        offset,
        before: text.slice(Math.max(0, offset - maxBeforeLength), offset),
        variants: ghosts.flatMap((ghost, index) =>
          ghost.text.startsWith(replacedPrefix)
            ? [
                {
                  text: ghost.text.slice(replacedPrefix.length),
                  replaces: matches[index]?.replaces ?? 0,
                },
              ]
            : [],
        ),
      },
      entries: matches.map(({ entry }) => entry),
      acceptEdit: {
        from: offset - replacedPrefix.length,
        texts: ghosts.map((ghost) => ghost.text),
      },
      isStandalone: selectedEntry === undefined,
      decision,
    });
    const [first] = matches;
    if (first !== undefined && !request.invoked) growth.continue(first.entry, pending);
    return ghosts;
  }

  #handleFailure(error: unknown, token: CancellationToken): DecisionEvent {
    if (token.isCancellationRequested) return cancelledEvent;
    const message = error instanceof Error ? error.message : String(error);
    this.#parts.debug(`No completion: ${message}`);
    return toOutcomeEvent(createRequestOutcome('failed', message));
  }
}
