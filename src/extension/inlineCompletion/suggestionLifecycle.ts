import type { RejectionRule } from '../../completion/outcome.ts';
import type { Disposable, Event } from 'vscode';
import { carryAcceptedText, type AcceptedText } from '../../completion/suggestion/acceptedText.ts';
import type { DecisionId, DecisionLog } from '../../completion/suggestion/decisionLog.ts';
import {
  resolveOutcome,
  isSingleKeyText,
  type AcceptedPart,
  type Edit,
  type ShownSuggestion,
} from '../../completion/suggestion/suggestionOutcome.ts';
import type { RequestDelay } from '../../completion/suggestion/requestDelay.ts';
import type {
  CachedSuggestion,
  SuggestionCache,
} from '../../completion/suggestion/suggestionCache.ts';
import type { LastEdit } from '../../completion/suggestion/trigger.ts';

/** Change of a document's text, as VS Code reports it. */
export interface DocumentChange {
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
export interface CursorMove {
  readonly uri: string;
  /** Offset of the cursor, in UTF-16 code units. */
  readonly offset: number;
}

/** Dependencies of the watch. */
export interface SuggestionLifecycleParts {
  readonly onDidChangeText: Event<DocumentChange>;
  readonly onDidMoveCursor: Event<CursorMove>;
  readonly cache: SuggestionCache;
  readonly delay: RequestDelay;
  readonly decisions: DecisionLog;
  /** Current time, in ms since 1970. */
  readonly now: () => number;
}

/** Suggestion that VS Code was given to show. */
export interface TrackedSuggestion {
  readonly uri: string;
  readonly suggestion: ShownSuggestion;
  readonly entries: readonly CachedSuggestion[];
  /** Edit that accepting makes: it inserts one of `texts` at offset `from`. */
  readonly acceptEdit: { readonly from: number; readonly texts: readonly string[] };
  /** True where it is shown independently; false where it extends an entry of the suggest widget. */
  readonly isStandalone: boolean;
  readonly decision: DecisionId;
}

interface CurrentSuggestion extends TrackedSuggestion {
  readonly shownSinceMs: number;
  readonly wasAccepted: boolean;
}

interface AcceptedSuggestion extends AcceptedText {
  readonly uri: string;
  readonly entries: readonly CachedSuggestion[];
  readonly decision: DecisionId;
  readonly acceptedAtMs: number;
}

/** Minimum display time before typing other text counts as a rejection, in ms. */
const minSeenMs = 250;

/** Time after an acceptance in which deleting or undoing the text is a rejection, in ms. */
const rejectionPeriodMs = 30_000;

/** Values of `vscode.TextDocumentChangeReason`, which can't be imported here. */
const editKindByReason: Readonly<Record<number, LastEdit>> = { 1: 'undone', 2: 'redone' };

/**
 * Determines the outcome of suggestions from edits: VS Code itself reports only suggestions that
 * were accepted as a whole. Escape, typing other text, and deleting or undoing accepted text are
 * rejections. Moving the cursor away is not, so that the suggestion is shown again on return.
 */
export class SuggestionLifecycle implements Disposable {
  readonly #parts: SuggestionLifecycleParts;
  readonly #listeners: readonly Disposable[];
  #currentSuggestion: CurrentSuggestion | undefined;
  #acceptedSuggestion: AcceptedSuggestion | undefined;
  #lastEdit: { readonly uri: string; readonly kind: LastEdit | 'accepted' } | undefined;

  constructor(parts: SuggestionLifecycleParts) {
    this.#parts = parts;
    this.#listeners = [
      parts.onDidChangeText((change) => {
        this.#handleChange(change);
      }),
      parts.onDidMoveCursor(({ uri, offset }) => {
        if (
          uri !== this.#currentSuggestion?.uri ||
          offset !== this.#currentSuggestion.suggestion.offset
        )
          this.discardShown();
      }),
    ];
  }

  /** Returns the kind of the last edit of a document. */
  getLastEditKind(uri: string): LastEdit {
    const last = this.#lastEdit;
    return last?.uri !== uri || last.kind === 'accepted' ? 'typed' : last.kind;
  }

  /** Returns whether the last edit of a document accepted a suggestion. */
  isJustAccepted(uri: string): boolean {
    return this.#lastEdit?.uri === uri && this.#lastEdit.kind === 'accepted';
  }

  /** Shown suggestion, if any. */
  get shownSuggestion(): TrackedSuggestion | undefined {
    return this.#currentSuggestion;
  }

  /** Returns the suggestion that is shown at an offset, if any. */
  findShownSuggestion(uri: string, offset: number): TrackedSuggestion | undefined {
    const current = this.#currentSuggestion;
    return current?.uri === uri && current.suggestion.offset === offset ? current : undefined;
  }

  /** Records a suggestion that VS Code receives. One with the same decision continues the shown one. */
  recordShown(shown: TrackedSuggestion): void {
    const previous =
      this.#currentSuggestion?.decision === shown.decision ? this.#currentSuggestion : undefined;
    this.#currentSuggestion = {
      ...shown,
      shownSinceMs: previous?.shownSinceMs ?? this.#parts.now(),
      wasAccepted: previous?.wasAccepted ?? false,
    };
  }

  /** Rejects the suggestion that the user dismissed. */
  recordDismissal(): void {
    if (this.#currentSuggestion !== undefined) this.#reject(this.#currentSuggestion, 'dismissed');
    this.discardShown();
  }

  /** Records that VS Code accepted a whole suggestion, unless the edit was recorded already. */
  recordFullAcceptance(decision: DecisionId): void {
    const { delay, decisions, now } = this.#parts;
    if (
      this.#acceptedSuggestion?.decision === decision &&
      this.#currentSuggestion?.decision !== decision
    )
      return;
    decisions.add(decision, { kind: 'accepted', part: 'whole', text: '' });
    delay.recordAcceptance(now());
    this.discardShown();
  }

  /** Discards the shown suggestion. It counts neither as accepted nor as rejected. */
  discardShown(): void {
    this.#currentSuggestion = undefined;
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #handleChange({ document, contentChanges, reason }: DocumentChange): void {
    // VS Code also sends this event when a document was saved.
    if (contentChanges.length === 0) return;
    const uri = document.uri.toString();
    const edits = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      start: rangeOffset,
      removedLength: rangeLength,
      insertedText: text,
    }));
    const undoKind = editKindByReason[reason ?? 0];
    this.#lastEdit = { uri, kind: undoKind ?? 'typed' };
    if (undoKind === undefined && isSingleKeyEdit(edits))
      this.#parts.delay.recordKey(this.#parts.now());
    this.#updateAccepted(uri, edits, undoKind);
    if (this.#currentSuggestion?.uri !== uri) return;
    if (undoKind !== undefined) this.discardShown();
    for (const edit of edits) this.#applyEdit(edit);
  }

  #applyEdit(edit: Edit): void {
    const current = this.#currentSuggestion;
    if (current === undefined) return;
    const { from, texts } = current.acceptEdit;
    // A last letter may have been typed instead: VS Code reports an acceptance separately.
    if (
      edit.start === from &&
      texts.includes(edit.insertedText) &&
      !isSingleKeyText(edit.insertedText)
    ) {
      this.#accept(current, 'whole', edit.insertedText, edit.start);
      this.discardShown();
      return;
    }
    const outcome = resolveOutcome(current.suggestion, edit);
    switch (outcome.kind) {
      case 'accepted': {
        this.#accept(current, outcome.part, outcome.text, current.suggestion.offset);
        const isOver = outcome.suggestion.variants.length === 0;
        this.#currentSuggestion = isOver
          ? undefined
          : { ...carrySuggestion(current, outcome.suggestion), wasAccepted: true };
        return;
      }
      case 'shown':
        this.#currentSuggestion = carrySuggestion(current, outcome.suggestion);
        return;
      case 'diverged': {
        const isSeen = this.#parts.now() - current.shownSinceMs >= minSeenMs;
        if (isSeen && current.isStandalone && !current.wasAccepted)
          this.#reject(current, 'typedOver');
        this.discardShown();
        return;
      }
      case 'ended':
        this.discardShown();
    }
  }

  #accept(
    { uri, entries, decision }: CurrentSuggestion,
    part: AcceptedPart,
    text: string,
    start: number,
  ) {
    const { delay, decisions, now } = this.#parts;
    decisions.add(decision, { kind: 'accepted', part, text });
    delay.recordAcceptance(now());
    const previous = this.#acceptedSuggestion;
    const isContinued =
      previous?.uri === uri && previous.decision === decision && previous.end === start;
    this.#acceptedSuggestion = {
      ...{ uri, entries, decision, acceptedAtMs: now() },
      ...{ start: isContinued ? previous.start : start, end: start + text.length },
    };
    this.#lastEdit = { uri, kind: 'accepted' };
  }

  /** Updates the accepted text, and rejects it when it is deleted or its acceptance is undone. */
  #updateAccepted(uri: string, edits: readonly Edit[], undoKind: LastEdit | undefined): void {
    for (const edit of edits) {
      const before = this.#acceptedSuggestion;
      if (before?.uri !== uri) return;
      const isFresh = this.#parts.now() - before.acceptedAtMs <= rejectionPeriodMs;
      const { accepted, isDeleted } = carryAcceptedText(before, edit);
      const isUndone = undoKind === 'undone' && coversText(edit, before);
      this.#acceptedSuggestion = accepted && !isUndone ? { ...before, ...accepted } : undefined;
      if (!isFresh) continue;
      if (isUndone) this.#reject(before, 'undone');
      if (undoKind !== undefined || !isDeleted) continue;
      this.#lastEdit = { uri, kind: 'deleted' };
      if (accepted === undefined) this.#reject(before, 'deleted');
    }
  }

  #reject(
    { entries, decision }: Pick<TrackedSuggestion, 'entries' | 'decision'>,
    rule: RejectionRule,
  ): void {
    const { cache, delay, decisions, now } = this.#parts;
    for (const entry of entries) cache.reject(entry);
    decisions.add(decision, { kind: 'outcome', outcome: { stage: 'suggestion', rule } });
    if (rule === 'typedOver') delay.recordIgnored(now());
    else delay.recordRejection(now());
  }
}

/** Returns the suggestion at a new offset. Once typed into, accepting it edits at the cursor. */
function carrySuggestion(
  current: CurrentSuggestion,
  suggestion: ShownSuggestion,
): CurrentSuggestion {
  const { from, texts } = current.acceptEdit;
  const isMoved = suggestion.variants === current.suggestion.variants;
  const offsetDelta = suggestion.offset - current.suggestion.offset;
  return {
    ...current,
    suggestion,
    acceptEdit: isMoved
      ? { from: from + offsetDelta, texts }
      : { from: suggestion.offset, texts: suggestion.variants.map(({ text }) => text) },
  };
}

function coversText({ start, removedLength }: Edit, text: AcceptedText): boolean {
  return start <= text.start && start + removedLength >= text.end;
}

/** Returns whether one key makes the edits: a letter, a pair of brackets, a line end, Backspace. */
function isSingleKeyEdit([edit, ...others]: readonly Edit[]): boolean {
  if (edit === undefined || others.length > 0 || edit.removedLength > 1) return false;
  return edit.insertedText.length <= 2 || /^\r?\n[ \t]*$/.test(edit.insertedText);
}
