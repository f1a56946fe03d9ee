import { cutBeforeCloser, excessCloser } from '../generation/closerStop.ts';
import { onlyClosers } from '../generation/completionShape.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import { keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/**
 * Joins a text with the brackets and quotes that the editor closed by itself. Where the text closes
 * them too, it ends there; where it then goes on, they are typed over. Of a line that holds more
 * than that nothing is typed over.
 */
export function joinClosers(fill: Fill, { place }: FilterContext): FilterResult {
  const { text } = fill;
  if (!place.unbalances(text, 0)) return keep(fill);
  const rest = place.view.lineAfter.trimEnd();
  if (rest !== '' && onlyClosers.test(rest)) {
    const ended = withoutEnd(text, rest, place);
    if (ended !== undefined) return keep({ ...fill, text: ended });
    const replaces = typedOver(text, rest, place);
    if (replaces !== undefined) return keep({ text, replaces });
  }
  const end = text.length - text.trimStart().length;
  const at = endOfString(text, place) ?? cutBeforeCloser(text, excessCloser(place.follow(text), place));
  return keep(at === undefined || at < end ? fill : { ...fill, text: text.slice(0, at) });
}

/** The text without the end of it that stands behind the cursor, if that leaves nothing open. */
function withoutEnd(text: string, rest: string, place: CursorPlace): string | undefined {
  for (let length = Math.min(text.length, rest.length); length > 0; length--) {
    if (!text.endsWith(rest.slice(0, length))) continue;
    const kept = text.slice(0, -length);
    if (!place.unbalances(kept, 0)) return kept;
  }
  return undefined;
}

/** How much of the closers behind the cursor the text takes the place of. */
function typedOver(text: string, rest: string, place: CursorPlace): number | undefined {
  const [line = ''] = text.split('\n', 1);
  for (let replaces = 1; replaces <= rest.length; replaces++) {
    if (!isSubsequence(rest.slice(0, replaces), line)) return undefined;
    if (!place.unbalances(text, replaces)) return replaces;
  }
  return undefined;
}

/** Whether all characters of a text occur in another in their order: editors show no other. */
export function isSubsequence(characters: string, text: string): boolean {
  let from = 0;
  for (const character of characters) {
    const at = text.indexOf(character, from);
    if (at < 0) return false;
    from = at + character.length;
  }
  return true;
}

/** Where the string ends that the cursor stands in, if the quote behind the cursor ends it. */
function endOfString(text: string, { quote, view }: CursorPlace): number | undefined {
  if (quote === undefined || !view.lineAfter.includes(quote)) return undefined;
  for (let index = 0; index < text.length && text[index] !== '\n'; index++) {
    if (text[index] === '\\') index++;
    else if (text.startsWith(quote, index)) return index;
  }
  return undefined;
}
