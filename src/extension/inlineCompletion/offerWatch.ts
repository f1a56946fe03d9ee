import type { Disposable, Event } from 'vscode';
import { carryAccepted, type AcceptedText } from '../../completion/suggestion/acceptedText.ts';
import type {
  DecisionId,
  DecisionLog,
  RejectedBy,
} from '../../completion/suggestion/decisionLog.ts';
import {
  fateOf,
  isTyping,
  type AcceptedPart,
  type Edit,
  type Offer,
} from '../../completion/suggestion/offerFate.ts';
import type { RequestDelay } from '../../completion/suggestion/requestDelay.ts';
import type { Entry, SuggestionCache } from '../../completion/suggestion/suggestionCache.ts';
import type { LastEdit } from '../../completion/suggestion/trigger.ts';

/** Change of a document's text, as VS Code reports it. */
export interface WatchedChange {
  readonly document: { readonly uri: { toString(): string } };
  readonly contentChanges: readonly {
    readonly rangeOffset: number;
    readonly rangeLength: number;
    readonly text: string;
  }[];
  /** `vscode.TextDocumentChangeReason`. */
  readonly reason: number | undefined;
}

/** New position of a cursor. */
export interface WatchedMove {
  readonly uri: string;
  /** Offset of the cursor, in UTF-16 code units. */
  readonly offset: number;
}

/** Dependencies of the watch. */
export interface OfferWatchParts {
  readonly onDidChangeText: Event<WatchedChange>;
  readonly onDidMoveCursor: Event<WatchedMove>;
  readonly cache: SuggestionCache;
  readonly delay: RequestDelay;
  readonly decisions: DecisionLog;
  /** Current time, in ms since 1970. */
  readonly now: () => number;
}

/** Suggestion that VS Code was given to show. */
export interface ShownOffer {
  readonly uri: string;
  readonly offer: Offer;
  readonly entries: readonly Entry[];
  /** Edit that accepting makes: it inserts one of `texts` at offset `from`. */
  readonly whole: { readonly from: number; readonly texts: readonly string[] };
  /** True where it is shown independently; false where it extends an entry of the suggest widget. */
  readonly isFirm: boolean;
  readonly decision: DecisionId;
}

interface Current extends ShownOffer {
  readonly sinceMs: number;
  readonly wasAccepted: boolean;
}

interface Accepted extends AcceptedText {
  readonly uri: string;
  readonly entries: readonly Entry[];
  readonly decision: DecisionId;
  readonly atMs: number;
}

/** Minimum display time before typing other text counts as a rejection, in ms. */
const seenMs = 250;

/** Time after an acceptance in which deleting or undoing the text is a rejection, in ms. */
const regretMs = 30_000;

/** Values of `vscode.TextDocumentChangeReason`, which can't be imported here. */
const reasons: Readonly<Record<number, LastEdit>> = { 1: 'undone', 2: 'redone' };

/**
 * Determines the outcome of suggestions from edits: VS Code itself reports only suggestions that
 * were accepted as a whole. Escape, typing other text, and deleting or undoing accepted text are
 * rejections. Moving the cursor away is not, so that the suggestion is shown again on return.
 */
export class OfferWatch implements Disposable {
  readonly #parts: OfferWatchParts;
  readonly #listeners: readonly Disposable[];
  #current: Current | undefined;
  #accepted: Accepted | undefined;
  #lastEdit: { readonly uri: string; readonly kind: LastEdit | 'accepted' } | undefined;

  constructor(parts: OfferWatchParts) {
    this.#parts = parts;
    this.#listeners = [
      parts.onDidChangeText((change) => {
        this.#changed(change);
      }),
      parts.onDidMoveCursor(({ uri, offset }) => {
        if (uri !== this.#current?.uri || offset !== this.#current.offer.offset) this.forget();
      }),
    ];
  }

  /** Returns the kind of the last edit of a document. */
  lastEditOf(uri: string): LastEdit {
    const last = this.#lastEdit;
    return last?.uri !== uri || last.kind === 'accepted' ? 'written' : last.kind;
  }

  /** Returns whether the last edit of a document accepted a suggestion. */
  isJustAccepted(uri: string): boolean {
    return this.#lastEdit?.uri === uri && this.#lastEdit.kind === 'accepted';
  }

  /** Shown suggestion, if any. */
  get shown(): ShownOffer | undefined {
    return this.#current;
  }

  /** Returns the suggestion that is shown at an offset, if any. */
  shownAt(uri: string, offset: number): ShownOffer | undefined {
    const current = this.#current;
    return current?.uri === uri && current.offer.offset === offset ? current : undefined;
  }

  /** Records a suggestion that VS Code receives. One with the same decision continues the shown one. */
  offered(shown: ShownOffer): void {
    const before = this.#current?.decision === shown.decision ? this.#current : undefined;
    this.#current = {
      ...shown,
      sinceMs: before?.sinceMs ?? this.#parts.now(),
      wasAccepted: before?.wasAccepted ?? false,
    };
  }

  /** Rejects the suggestion that the user dismissed. */
  dismissed(): void {
    if (this.#current !== undefined) this.#reject(this.#current, 'dismissed');
    this.forget();
  }

  /** Records that VS Code accepted a whole suggestion, unless the edit was recorded already. */
  acceptedWhole(decision: DecisionId): void {
    const { delay, decisions, now } = this.#parts;
    if (this.#accepted?.decision === decision && this.#current?.decision !== decision) return;
    decisions.add(decision, { kind: 'accepted', part: 'whole', text: '' });
    delay.recordAcceptance(now());
    this.forget();
  }

  /** Discards the shown suggestion. It counts neither as accepted nor as rejected. */
  forget(): void {
    this.#current = undefined;
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #changed({ document, contentChanges, reason }: WatchedChange): void {
    // VS Code also sends this event when a document was saved.
    if (contentChanges.length === 0) return;
    const uri = document.uri.toString();
    const edits = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      start: rangeOffset,
      removed: rangeLength,
      inserted: text,
    }));
    const moved = reasons[reason ?? 0];
    this.#lastEdit = { uri, kind: moved ?? 'written' };
    if (moved === undefined && isKey(edits)) this.#parts.delay.recordKey(this.#parts.now());
    this.#followAccepted(uri, edits, moved);
    if (this.#current?.uri !== uri) return;
    if (moved !== undefined) this.forget();
    for (const edit of edits) this.#follow(edit);
  }

  #follow(edit: Edit): void {
    const current = this.#current;
    if (current === undefined) return;
    const { from, texts } = current.whole;
    // A last letter may have been typed instead: VS Code reports an acceptance separately.
    if (edit.start === from && texts.includes(edit.inserted) && !isTyping(edit.inserted)) {
      this.#accept(current, 'whole', edit.inserted, edit.start);
      this.forget();
      return;
    }
    const fate = fateOf(current.offer, edit);
    switch (fate.kind) {
      case 'accepted': {
        this.#accept(current, fate.part, fate.text, current.offer.offset);
        const isOver = fate.offer.variants.length === 0;
        this.#current = isOver ? undefined : { ...carried(current, fate.offer), wasAccepted: true };
        return;
      }
      case 'stands':
        this.#current = carried(current, fate.offer);
        return;
      case 'diverged': {
        const isSeen = this.#parts.now() - current.sinceMs >= seenMs;
        if (isSeen && current.isFirm && !current.wasAccepted) this.#reject(current, 'wroteElse');
        this.forget();
        return;
      }
      case 'over':
        this.forget();
    }
  }

  #accept({ uri, entries, decision }: Current, part: AcceptedPart, text: string, start: number) {
    const { delay, decisions, now } = this.#parts;
    decisions.add(decision, { kind: 'accepted', part, text });
    delay.recordAcceptance(now());
    const before = this.#accepted;
    const goesOn = before?.uri === uri && before.decision === decision && before.end === start;
    this.#accepted = {
      ...{ uri, entries, decision, atMs: now() },
      ...{ start: goesOn ? before.start : start, end: start + text.length },
    };
    this.#lastEdit = { uri, kind: 'accepted' };
  }

  /** Updates the accepted text, and rejects it when it is deleted or its acceptance is undone. */
  #followAccepted(uri: string, edits: readonly Edit[], moved: LastEdit | undefined): void {
    for (const edit of edits) {
      const before = this.#accepted;
      if (before?.uri !== uri) return;
      const isFresh = this.#parts.now() - before.atMs <= regretMs;
      const { accepted, isTakenBack } = carryAccepted(before, edit);
      const isUndone = moved === 'undone' && covers(edit, before);
      this.#accepted = accepted && !isUndone ? { ...before, ...accepted } : undefined;
      if (!isFresh) continue;
      if (isUndone) this.#reject(before, 'undone');
      if (moved !== undefined || !isTakenBack) continue;
      this.#lastEdit = { uri, kind: 'takenBack' };
      if (accepted === undefined) this.#reject(before, 'deleted');
    }
  }

  #reject({ entries, decision }: Pick<ShownOffer, 'entries' | 'decision'>, by: RejectedBy): void {
    const { cache, delay, decisions, now } = this.#parts;
    for (const entry of entries) cache.reject(entry);
    decisions.add(decision, { kind: 'rejected', by });
    if (by === 'wroteElse') delay.recordPassedOver(now());
    else delay.recordRejection(now());
  }
}

/** Returns the suggestion at a new offset. Once typed into, accepting it edits at the cursor. */
function carried(current: Current, offer: Offer): Current {
  const { from, texts } = current.whole;
  const isMoved = offer.variants === current.offer.variants;
  const by = offer.offset - current.offer.offset;
  return {
    ...current,
    offer,
    whole: isMoved
      ? { from: from + by, texts }
      : { from: offer.offset, texts: offer.variants.map(({ text }) => text) },
  };
}

function covers({ start, removed }: Edit, text: AcceptedText): boolean {
  return start <= text.start && start + removed >= text.end;
}

/** Returns whether one key makes the edits: a letter, a pair of brackets, a line end, Backspace. */
function isKey([edit, ...others]: readonly Edit[]): boolean {
  if (edit === undefined || others.length > 0 || edit.removed > 1) return false;
  return edit.inserted.length <= 2 || /^\r?\n[ \t]*$/.test(edit.inserted);
}
