import { commonPrefix } from '../commonPrefix.ts';
import { carryOffset, type TextChange } from '../text/carryOffset.ts';
import { isOnlyClosers } from './closers.ts';
import type { Suggestion } from './suggestionCache.ts';

/** Change of a document, with the inserted text. */
export interface Edit {
  /** Start offset, in UTF-16 code units of the text before the change. */
  readonly start: number;
  readonly removed: number;
  readonly inserted: string;
}

/** Converts an edit into the change that `carryOffset` applies to offsets. */
export function asChange({ start, removed, inserted }: Edit): TextChange {
  return { start, removed, inserted: inserted.length };
}

/** Suggestions that are shown at a cursor. */
export interface Offer {
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
export type Fate =
  /** Edit elsewhere, or along the suggestion, which stays shown. */
  | { readonly kind: 'stands'; readonly offer: Offer }
  | {
      readonly kind: 'accepted';
      readonly part: AcceptedPart;
      readonly text: string;
      /** Rest of the suggestion, at the new place of the cursor. */
      readonly offer: Offer;
    }
  /**
   * End of the suggestion because its last text was typed, or text at the cursor was deleted: neither
   * accepted nor rejected.
   */
  | { readonly kind: 'over' }
  /** Edit that inserted other text in its place. */
  | { readonly kind: 'diverged' };

/** Maximum length of the text before the cursor that a suggestion keeps, in UTF-16 code units. */
export const beforeKept = 256;

/** Returns the outcome of an edit for a suggestion, decided by the texts alone. */
export function fateOf(offer: Offer, edit: Edit): Fate {
  const { offset, before } = offer;
  const end = edit.start + edit.removed;
  if (end < offset) {
    const moved = carryOffset(offset, asChange(edit));
    const rest = before.slice(Math.max(0, before.length - (offset - end)));
    return { kind: 'stands', offer: { ...offer, offset: moved, before: rest } };
  }
  if (edit.start > offset) return { kind: 'stands', offer };
  if (edit.inserted === '') return { kind: 'over' };
  // Completing a word replaces the part of it that is already typed.
  const again = before.slice(Math.max(0, before.length - (offset - edit.start)));
  if (again.length < offset - edit.start || !edit.inserted.startsWith(again)) {
    return { kind: 'diverged' };
  }
  const added = edit.inserted.slice(again.length);
  return added === '' ? { kind: 'over' } : goOn(offer, added, end - offset, again !== '');
}

/** Returns the outcome after `added` was inserted at the cursor in place of `removed` units after it. */
function goOn(offer: Offer, added: string, removed: number, replacesWord: boolean): Fate {
  const along = offer.variants.flatMap((variant) => {
    const same = commonPrefix(added, variant.text);
    // The user typed only the first character of a pair.
    const typed = isPair(added) ? Math.min(same, 1) : same;
    const closers = added.slice(typed);
    if (typed === 0 || !isOnlyClosers(closers) || removed > variant.replaces) return [];
    return [{ variant, typed, closers }];
  });
  const [first] = along;
  if (first === undefined) return { kind: 'diverged' };
  const text = added.slice(0, first.typed);
  const rest: Offer = {
    offset: offer.offset + first.typed,
    before: (offer.before + text).slice(-beforeKept),
    variants: along
      .map(({ variant, typed, closers }) => ({
        text: variant.text.slice(typed),
        replaces: variant.replaces - removed + closers.length,
      }))
      .filter((variant) => variant.text !== ''),
  };
  const isByKeys = replacesWord || first.closers !== '' || isTyping(text);
  if (!isByKeys) {
    const part = rest.variants.length === 0 ? 'whole' : text.endsWith('\n') ? 'line' : 'word';
    return { kind: 'accepted', part, text, offer: rest };
  }
  return rest.variants.length === 0 ? { kind: 'over' } : { kind: 'stands', offer: rest };
}

/**
 * Returns whether a text is the result of one key: a character, a pair of which the editor added the
 * second, or a line end with its indentation.
 */
export function isTyping(text: string): boolean {
  return isPair(text) || /^(?:.|\r?\n[ \t]*|[ \t]+)$/su.test(text);
}

function isPair(text: string): boolean {
  return ['()', '[]', '{}', '<>', '""', "''", '``'].includes(text);
}
