import type { CancellationToken } from 'vscode';
import type {
  DecisionEvent,
  DecisionId,
  DecisionLog,
  DecisionPlace,
} from '../../completion/suggestion/decisionLog.ts';
import { beforeKept } from '../../completion/suggestion/offerFate.ts';
import type { RequestDelay } from '../../completion/suggestion/requestDelay.ts';
import type {
  Entry,
  Known,
  Place,
  SuggestionCache,
} from '../../completion/suggestion/suggestionCache.ts';
import {
  isSwitch,
  refusalOf,
  refusalToAsk,
  type Refusal,
} from '../../completion/suggestion/trigger.ts';
import type {
  AlternativesParams,
  AlternativesResult,
  CompleteParams,
  CompleteResult,
} from '../../engine/protocol.ts';
import { firstWordsMs, moreWordsMs } from '../../completion/suggestion/answerTimes.ts';
import { paramsOf } from './completeParams.ts';
import type { Occasion } from './occasion.ts';
import { restOf } from '../timing/debounce.ts';
import type { OfferWatch } from './offerWatch.ts';
import { isCutShort, type SuggestionGrowth } from './suggestionGrowth.ts';
import { whyNothing } from './whyNothing.ts';

/** Part of the engine that completions need. */
export interface CompletionEngine {
  complete(params: CompleteParams, token: CancellationToken): Promise<CompleteResult>;
  alternatives(params: AlternativesParams, token: CancellationToken): Promise<AlternativesResult>;
}

/** Text that VS Code may show, with the part of the cursor's line that it replaces. */
export interface GhostText {
  readonly text: string;
  /** Start of the replaced part, in UTF-16 code units from the line's start. */
  readonly start: number;
  readonly end: number;
  readonly decision: DecisionId;
}

/** Dependencies of the completer. */
export interface CompleterParts {
  readonly engine: CompletionEngine;
  readonly cache: SuggestionCache;
  readonly delay: RequestDelay;
  readonly decisions: DecisionLog;
  readonly watch: OfferWatch;
  readonly growth: SuggestionGrowth;
  readonly isSnoozed: () => boolean;
  readonly isOnBattery: () => boolean;
  /** Current time, in ms since 1970. */
  readonly now: () => number;
  /** Called when the engine answered a request, with text or with a reason for none. */
  readonly answered: (uri: string, result: CompleteResult) => void;
  /** Writes to the log. Messages never contain the user's code. */
  readonly debug: (message: string) => void;
}

/** Number of alternatives that are requested for cycling, not counting the shown text. */
const alternativesWanted = 3;

/** Occasion with the text around it, as it is after the selected entry is accepted. */
interface Asked {
  readonly occasion: Occasion;
  readonly place: Place;
  /** Offset of the cursor, in UTF-16 code units. */
  readonly offset: number;
  readonly at: DecisionPlace;
  readonly token: CancellationToken;
}

/**
 * Decides on a keystroke whether a suggestion is shown: refuses, answers from earlier suggestions
 * (synchronously, so that a shown suggestion doesn't flicker), waits until typing pauses, sends a
 * request to the engine. Records each decision. Failures go to the log: a keystroke never opens a
 * message.
 */
export class Completer {
  readonly #parts: CompleterParts;
  /** Suggestions whose alternatives are in the cache. */
  readonly #cycled = new WeakSet<Entry>();
  /** Suggestions invoked by the user, which contain all that the model generated. */
  readonly #whole = new WeakSet<Entry>();
  /** Decision of the last answer to VS Code, if the user invoked the request. */
  #invoked: DecisionId | undefined;
  /** True while Tramontane's own command runs. */
  #isByCommand = false;

  constructor(parts: CompleterParts) {
    this.#parts = parts;
  }

  /** Runs the editor's trigger for Tramontane's own command, which requests one text only. */
  async byCommand(trigger: () => PromiseLike<unknown>): Promise<void> {
    this.#isByCommand = true;
    try {
      await trigger();
    } finally {
      this.#isByCommand = false;
    }
  }

  complete(occasion: Occasion, token: CancellationToken): GhostText[] | Promise<GhostText[]> {
    const { cache, growth, watch, isSnoozed, isOnBattery } = this.#parts;
    growth.cancel();
    const { invoked, settings } = occasion;
    const asked = askedAt(occasion, token);
    const refusal = refusalOf({
      ...{ invoked, offFor: settings.offFor, isSnoozed: isSnoozed() },
      ...{ cursors: occasion.cursors, hasSelection: occasion.hasSelection },
      after: asked.place.after.slice(0, 2),
    });
    // Where completions are off, one invoked by the user stays while its text is typed.
    if (refusal !== undefined && !isSwitch(refusal)) return this.#refuse(asked, refusal);
    if (invoked) cache.forgive(asked.place);
    const known = this.#known(asked);
    if (refusal !== undefined && !this.#isShown(asked, known)) return this.#refuse(asked, refusal);
    const [first] = known;
    // The user may type while the command runs: only invoked requests belong to the command.
    const isByCommand = invoked && this.#isByCommand;
    // An automatic suggestion may have been cut: the command requests the complete text.
    if (first !== undefined && (!isByCommand || this.#whole.has(first.entry))) {
      const isCycling = invoked && !isByCommand;
      return isCycling ? this.#cycle(asked, first) : this.#show(asked, known);
    }
    const refusalNow = refusalToAsk({
      ...{ invoked, lastEdit: watch.lastEditOf(asked.place.document) },
      isRejectedHere: !invoked && cache.isRejectedAt(asked.place),
      isSavingBattery: settings.quietOnBattery && isOnBattery(),
    });
    return refusalNow === undefined ? this.#waitAndAsk(asked) : this.#refuse(asked, refusalNow);
  }

  #refuse({ at }: Asked, rule: Refusal): GhostText[] {
    const { decisions, now } = this.#parts;
    decisions.begin(now(), at, { kind: 'refused', rule });
    return [];
  }

  /**
   * True where alternatives to the shown suggestion need a new request. VS Code treats the answer to
   * an invoked request as complete, and requests no more when the user cycles.
   */
  get isWithoutAlternatives(): boolean {
    const { shown } = this.#parts.watch;
    if (shown === undefined || shown.decision !== this.#invoked) return false;
    return !shown.entries.some((entry) => this.#cycled.has(entry));
  }

  /** Discards all suggestions: another model gives other answers. */
  forget(): void {
    this.#parts.growth.cancel();
    this.#parts.watch.forget();
    this.#parts.cache.clear();
    this.#parts.delay.clearAnswers();
  }

  /** Returns the rest of earlier suggestions here: those that are shown, otherwise the newest. */
  #known({ place, offset }: Asked): Known[] {
    const known = this.#parts.cache.all(place);
    const shown = this.#parts.watch.shownAt(place.document, offset);
    const together = known.filter(({ entry }) => shown?.entries.includes(entry));
    return together.length > 0 ? together : known.slice(0, 1);
  }

  #isShown({ place, offset }: Asked, known: readonly Known[]): boolean {
    const shown = this.#parts.watch.shownAt(place.document, offset);
    return known.some(({ entry }) => shown?.entries.includes(entry));
  }

  async #waitAndAsk(asked: Asked): Promise<GhostText[]> {
    const { delay, decisions, watch, now } = this.#parts;
    const { occasion, at, place, token } = asked;
    const waitMs = delay.delayMs({
      startMs: occasion.settings.debounceMs,
      nowMs: now(),
      isAwaited: occasion.invoked || watch.isJustAccepted(place.document),
    });
    if (waitMs > 0 && !(await restOf(waitMs, token))) {
      decisions.begin(now(), at, { kind: 'cancelled', wasAsked: false });
      return [];
    }
    const by = occasion.invoked ? 'person' : 'typing';
    const decision = decisions.begin(now(), at, { kind: 'asked', by });
    const result = await this.#ask(asked, decision);
    return result === undefined ? [] : this.#received(asked, result, decision);
  }

  async #ask(asked: Asked, decision: DecisionId): Promise<CompleteResult | undefined> {
    const { engine, answered, decisions, delay, now } = this.#parts;
    const { occasion, token } = asked;
    const request = (maxMs: number) => engine.complete(paramsOf(occasion, maxMs), token);
    const sinceKeyMs = () => delay.sinceKeyMs(now());
    try {
      let result = await request(firstWordsMs(sinceKeyMs()));
      // Filters drop words that they would keep in a longer text.
      while (result.kind === 'nothing' && isCutShort(result) && !token.isCancellationRequested) {
        result = await request(moreWordsMs(sinceKeyMs()));
      }
      // A request that was cancelled early says nothing about the time that an answer takes.
      const isDecided = result.kind === 'text' || result.writing !== undefined;
      if (isDecided) delay.recordAnswer(result.metrics.totalMs);
      answered(asked.place.document, result);
      return result;
    } catch (error) {
      decisions.add(decision, this.#failure(error, asked.token));
      return undefined;
    }
  }

  #received(asked: Asked, result: CompleteResult, decision: DecisionId): GhostText[] {
    const { cache, decisions } = this.#parts;
    const { place, token } = asked;
    const { metrics } = result;
    if (result.kind === 'nothing') {
      decisions.add(decision, whyNothing(result), metrics);
      return [];
    }
    const { text, replaces } = result;
    const suggestion = { text, replaces, isCut: isCutShort(result) };
    if (cache.wasRejected(place, suggestion)) {
      decisions.add(decision, { kind: 'withheld', text: result.text }, metrics);
      return [];
    }
    // Stored also after the user typed on, because the next request may reuse it.
    const entry = cache.add(place, suggestion);
    if (asked.occasion.invoked) this.#whole.add(entry);
    if (token.isCancellationRequested) {
      decisions.add(decision, { kind: 'cancelled', wasAsked: true }, metrics);
      return [];
    }
    decisions.add(
      decision,
      { kind: 'shown', text: result.text, source: 'engine', count: 1 },
      metrics,
    );
    return this.#give(asked, [{ ...suggestion, entry }], decision);
  }

  /** Shows alternatives to a suggestion. They are generated only when the user cycles. */
  async #cycle(asked: Asked, first: Known): Promise<GhostText[]> {
    const { engine, cache, decisions, now } = this.#parts;
    const all = cache.all(asked.place);
    if (all.some(({ entry }) => this.#cycled.has(entry))) return this.#show(asked, all);
    const decision = decisions.begin(now(), asked.at, { kind: 'asked', by: 'cycling' });
    try {
      const params = {
        ...paramsOf(asked.occasion, Infinity),
        shown: first.text,
        count: alternativesWanted,
      };
      const { alternatives, metrics } = await engine.alternatives(params, asked.token);
      if (asked.token.isCancellationRequested) {
        decisions.add(decision, { kind: 'cancelled', wasAsked: true }, metrics);
        return [];
      }
      const others = alternatives
        .filter(({ text }) => text !== '' && text !== first.text)
        .map((alternative) => ({ ...alternative, entry: cache.add(asked.place, alternative) }));
      // Added last, so that it remains the first in the list.
      const entry = cache.add(asked.place, first);
      if (this.#whole.has(first.entry)) this.#whole.add(entry);
      // An empty answer may be a failure, so the next cycle requests them again.
      if (others.length > 0) this.#cycled.add(entry);
      const known = [{ ...first, entry }, ...others];
      const { text } = first;
      const count = known.length;
      decisions.add(decision, { kind: 'shown', text, source: 'engine', count }, metrics);
      return this.#give(asked, known, decision);
    } catch (error) {
      decisions.add(decision, this.#failure(error, asked.token));
      return asked.token.isCancellationRequested ? [] : this.#show(asked, [first]);
    }
  }

  /** Shows earlier suggestions. One that is shown already keeps its decision. */
  #show(asked: Asked, known: readonly Known[]): GhostText[] {
    const { decisions, watch, now } = this.#parts;
    const shown = watch.shownAt(asked.place.document, asked.offset);
    const goesOn = shown && known.some(({ entry }) => shown.entries.includes(entry));
    const event = { kind: 'shown', text: known[0]?.text ?? '', source: 'cache' } as const;
    const decision = goesOn
      ? shown.decision
      : decisions.begin(now(), asked.at, { ...event, count: known.length });
    return this.#give(asked, known, decision);
  }

  #give(asked: Asked, known: readonly Known[], decision: DecisionId): GhostText[] {
    const { occasion, place, offset } = asked;
    const { growth, watch } = this.#parts;
    const { selected, position } = occasion;
    this.#invoked = occasion.invoked ? decision : undefined;
    const start = selected?.start ?? position.character;
    const ghosts = known.map(({ text, replaces }) => ({
      text: (selected?.text ?? '') + text,
      start,
      end: position.character + replaces,
      decision,
    }));
    const text = occasion.document.getText();
    const written = text.slice(offset - (position.character - start), offset);
    watch.offered({
      uri: place.document,
      offer: {
        offset,
        before: text.slice(Math.max(0, offset - beforeKept), offset),
        variants: ghosts.flatMap((ghost, index) =>
          ghost.text.startsWith(written)
            ? [{ text: ghost.text.slice(written.length), replaces: known[index]?.replaces ?? 0 }]
            : [],
        ),
      },
      entries: known.map(({ entry }) => entry),
      whole: { from: offset - written.length, texts: ghosts.map((ghost) => ghost.text) },
      isFirm: selected === undefined,
      decision,
    });
    const [first] = known;
    if (first !== undefined && !occasion.invoked) growth.continue(first.entry, asked);
    return ghosts;
  }

  #failure(error: unknown, token: CancellationToken): DecisionEvent {
    if (token.isCancellationRequested) return { kind: 'cancelled', wasAsked: true };
    const message = error instanceof Error ? error.message : String(error);
    this.#parts.debug(`No completion: ${message}`);
    return { kind: 'failed', message };
  }
}

function askedAt(occasion: Occasion, token: CancellationToken): Asked {
  const { document, position, selected, file } = occasion;
  const text = document.getText();
  const offset = document.offsetAt(position);
  const before = selected
    ? text.slice(0, offset - (position.character - selected.start)) + selected.text
    : text.slice(0, offset);
  return {
    ...{ occasion, offset, token },
    place: { document: document.uri.toString(), before, after: text.slice(offset) },
    at: { file, line: position.line + 1 },
  };
}
