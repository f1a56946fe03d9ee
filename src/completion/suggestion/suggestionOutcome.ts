import { countCommonPrefix } from '../commonPrefix.ts';
import { carryOffset, type TextChange } from '../text/carryOffset.ts';
import { isOnlyClosers } from './closers.ts';
import type { Suggestion } from './suggestionCache.ts';

/** Change of a document, with the inserted text. */
export interface Edit {
  /** Start offset, in UTF-16 code units of the text before the change. */
  readonly start: number;
  readonly removedLength: number;
  readonly insertedText: string;
}

/** Converts an edit into the change that `carryOffset` applies to offsets. */
export function toTextChange({ start, removedLength, insertedText }: Edit): TextChange {
  return { start, removedLength, insertedLength: insertedText.length };
}

/** Suggestions that are shown at a cursor. */
export interface ShownSuggestion {
  /** Offset of the cursor, in UTF-16 code units. */
  readonly offset: number;
  /** Text right before the cursor, as far as it is available. */
  readonly before: string;
  /** Suggestions to cycle through; any of them may be the one that is shown. */
  readonly variants: readonly Suggestion[];
}

/** Part of a suggestion that was accepted. */
export type AcceptedPart = 'word' | 'line' | 'whole';

/** Outcome of an edit for a suggestion. */
export type SuggestionOutcome =
  /** Edit elsewhere, or along the suggestion, which stays shown. */
  | { readonly kind: 'shown'; readonly suggestion: ShownSuggestion }
  | {
      readonly kind: 'accepted';
      readonly part: AcceptedPart;
      readonly text: string;
      /** Rest of the suggestion, at the new place of the cursor. */
      readonly suggestion: ShownSuggestion;
    }
  /**
   * End of the suggestion because its last text was typed, or text at the cursor was deleted: neither
   * accepted nor rejected.
   */
  | { readonly kind: 'ended' }
  /** Edit that inserted other text in its place. */
  | { readonly kind: 'diverged' };

/** Maximum length of the text before the cursor that a suggestion keeps, in UTF-16 code units. */
export const maxBeforeLength = 256;

/** Returns the outcome of an edit for a suggestion, decided by the texts alone. */
export function resolveOutcome(suggestion: ShownSuggestion, edit: Edit): SuggestionOutcome {
  const { offset, before } = suggestion;
  const end = edit.start + edit.removedLength;
  if (end < offset) {
    const moved = carryOffset(offset, toTextChange(edit));
    const rest = before.slice(Math.max(0, before.length - (offset - end)));
    return { kind: 'shown', suggestion: { ...suggestion, offset: moved, before: rest } };
  }
  if (edit.start > offset) return { kind: 'shown', suggestion };
  if (edit.insertedText === '') return { kind: 'ended' };
  // Completing a word replaces the part of it that is already typed.
  const retypedText = before.slice(Math.max(0, before.length - (offset - edit.start)));
  if (retypedText.length < offset - edit.start || !edit.insertedText.startsWith(retypedText)) {
    return { kind: 'diverged' };
  }
  const insertedText = edit.insertedText.slice(retypedText.length);
  return insertedText === ''
    ? { kind: 'ended' }
    : resolveInsertion(suggestion, insertedText, end - offset, retypedText !== '');
}

/** Returns the outcome after `added` was inserted at the cursor in place of `removed` units after it. */
function resolveInsertion(
  suggestion: ShownSuggestion,
  insertedText: string,
  removedLength: number,
  replacesWord: boolean,
): SuggestionOutcome {
  const matches = suggestion.variants.flatMap((variant) => {
    const commonLength = countCommonPrefix(insertedText, variant.text);
    // The user typed only the first character of a pair.
    const typed = isPair(insertedText) ? Math.min(commonLength, 1) : commonLength;
    const closers = insertedText.slice(typed);
    if (typed === 0 || !isOnlyClosers(closers) || removedLength > variant.replaces) return [];
    return [{ variant, typed, closers }];
  });
  const [first] = matches;
  if (first === undefined) return { kind: 'diverged' };
  const text = insertedText.slice(0, first.typed);
  const rest: ShownSuggestion = {
    offset: suggestion.offset + first.typed,
    before: (suggestion.before + text).slice(-maxBeforeLength),
    variants: matches
      .map(({ variant, typed, closers }) => ({
        text: variant.text.slice(typed),
        replaces: variant.replaces - removedLength + closers.length,
      }))
      .filter((variant) => variant.text !== ''),
  };
  const isTyped = replacesWord || first.closers !== '' || isSingleKeyText(text);
  if (!isTyped) {
    const part = rest.variants.length === 0 ? 'whole' : text.endsWith('\n') ? 'line' : 'word';
    return { kind: 'accepted', part, text, suggestion: rest };
  }
  return rest.variants.length === 0 ? { kind: 'ended' } : { kind: 'shown', suggestion: rest };
}

/**
 * Returns whether a text is the result of one key: a character, a pair of which the editor added the
 * second, or a line end with its indentation.
 */
export function isSingleKeyText(text: string): boolean {
  return isPair(text) || /^(?:.|\r?\n[ \t]*|[ \t]+)$/su.test(text);
}

function isPair(text: string): boolean {
  return ['()', '[]', '{}', '<>', '""', "''", '``'].includes(text);
}
