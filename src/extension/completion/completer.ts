import type { CancellationToken } from 'vscode';
import type {
  DecisionEvent,
  DecisionId,
  DecisionLog,
  DecisionPlace,
} from '../../completion/request/decisionLog.ts';
import { beforeKept } from '../../completion/request/offerFate.ts';
import type { RequestDelay } from '../../completion/request/requestDelay.ts';
import type {
  Entry,
  Known,
  Place,
  SuggestionCache,
} from '../../completion/request/suggestionCache.ts';
import {
  isSwitch,
  refusalOf,
  refusalToAsk,
  type Refusal,
} from '../../completion/request/trigger.ts';
import type {
  AlternativesParams,
  AlternativesResult,
  CompleteParams,
  CompleteResult,
} from '../../engine/protocol.ts';
import { firstWordsMs, moreWordsMs } from '../../completion/request/answerTimes.ts';
import { paramsOf } from './completeParams.ts';
import type { Occasion } from './occasion.ts';
import { restOf } from './debounce.ts';
import type { OfferWatch } from './offerWatch.ts';
import { isCutShort, type SuggestionGrowth } from './suggestionGrowth.ts';
import { whyNothing } from './whyNothing.ts';

/** What is needed of the engine. */
export interface CompletionEngine {
  complete(params: CompleteParams, token: CancellationToken): Promise<CompleteResult>;
  alternatives(params: AlternativesParams, token: CancellationToken): Promise<AlternativesResult>;
}

/** A text that VS Code may show, in the place of a piece of the cursor's line. */
export interface GhostText {
  readonly text: string;
  /** UTF-16 code units from the line's start. */
  readonly start: number;
  readonly end: number;
  readonly decision: DecisionId;
}

/** What the completer needs of the rest. */
export interface CompleterParts {
  readonly engine: CompletionEngine;
  readonly cache: SuggestionCache;
  readonly delay: RequestDelay;
  readonly decisions: DecisionLog;
  readonly watch: OfferWatch;
  readonly growth: SuggestionGrowth;
  readonly isSnoozed: () => boolean;
  readonly isOnBattery: () => boolean;
  /** ms since 1970 */
  readonly now: () => number;
  /** The engine answered a request, with text or with a reason for none. */
  readonly answered: (uri: string, result: CompleteResult) => void;
  /** For the log. Never people's code. */
  readonly debug: (message: string) => void;
}

/** Texts to choose from when cycling, the shown one left out. */
const alternativesWanted = 3;

/** An occasion with the text around it, as it is once the selected entry is taken. */
interface Asked {
  readonly occasion: Occasion;
  readonly place: Place;
  /** The cursor, in UTF-16 code units. */
  readonly offset: number;
  readonly at: DecisionPlace;
  readonly token: CancellationToken;
}

/**
 * Decides on a keystroke whether anything is shown: refuses, answers from what was suggested before
 * (at once: text that stands must not flicker), waits for the keyboard to rest, asks the engine.
 * Each decision is written down. Failures go to the log: nothing pops up because of a keystroke.
 */
export class Completer {
  readonly #parts: CompleterParts;
  /** Suggestions whose alternatives are known. */
  readonly #cycled = new WeakSet<Entry>();
  /** Suggestions that were asked for expressly: all of what the model wrote. */
  readonly #whole = new WeakSet<Entry>();
  /** The decision that VS Code was answered last on an express request. */
  #invoked: DecisionId | undefined;
  /** Whether the person's own command is under way. */
  #isByCommand = false;

  constructor(parts: CompleterParts) {
    this.#parts = parts;
  }

  /** Runs the editor's trigger for Tramontane's own command: it asks for one text, not for more. */
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
    // What the person asked for where none come by themselves stays while it is typed along.
    if (refusal !== undefined && !isSwitch(refusal)) return this.#refuse(asked, refusal);
    if (invoked) cache.forgive(asked.place);
    const known = this.#known(asked);
    if (refusal !== undefined && !this.#isShown(asked, known)) return this.#refuse(asked, refusal);
    const [first] = known;
    // Meanwhile the person may type on: only what was asked for expressly is by the command.
    const isByCommand = invoked && this.#isByCommand;
    // What came by itself may have been cut: by command all that the model has to say is asked for.
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
   * Whether alternatives to what is shown come only by a new request. VS Code takes the answer to an
   * express request for all that there is, and asks for no more when the person cycles.
   */
  get isWithoutAlternatives(): boolean {
    const { shown } = this.#parts.watch;
    if (shown === undefined || shown.decision !== this.#invoked) return false;
    return !shown.entries.some((entry) => this.#cycled.has(entry));
  }

  /** Forgets all suggestions: another model has other answers. */
  forget(): void {
    this.#parts.growth.cancel();
    this.#parts.watch.forget();
    this.#parts.cache.clear();
    this.#parts.delay.clearAnswers();
  }

  /** What of earlier suggestions is left here: those that are shown together, else the newest. */
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
      // Filters drop words that they keep in a longer text.
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
    // Kept also when the person typed on: the next request may find it.
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

  /** The person looks through alternatives: those are made now, and never before. */
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
      // Added last, so that it stays the first.
      const entry = cache.add(asked.place, first);
      if (this.#whole.has(first.entry)) this.#whole.add(entry);
      // None may as well mean that it failed: then they are asked for again.
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

  /** Shows what is known. What goes on being shown is no decision of its own. */
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
