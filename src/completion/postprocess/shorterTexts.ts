import { onlyClosers } from '../generation/completionShape.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';

/** Places of a line that are tried, from its end; beyond them nothing worth showing is left. */
const maxCuts = 24;

/**
 * Returns ever shorter beginnings of a text, the longest first: whole lines, then
 * pieces of its first line that end between words and signs. None in front of more text on the
 * line: a text that was made to lead there doesn't when it is cut.
 */
export function* shorterTexts(text: string, { view }: CursorPlace): Generator<string> {
  if (!onlyClosers.test(view.lineAfter)) return;
  for (let end = text.lastIndexOf('\n'); end > 0; end = text.lastIndexOf('\n', end - 1)) {
    if (text.slice(0, end).trim() !== '') yield text.slice(0, end).trimEnd();
  }
  const start = text.search(/\S/);
  const lineEnd = text.indexOf('\n', Math.max(0, start));
  const line = text.slice(0, lineEnd < 0 ? text.length : lineEnd);
  const ends = [...line.slice(start).matchAll(/[\p{L}\p{N}_$]+|\S/gu)].map(
    ({ index, 0: piece }) => start + index + piece.length,
  );
  for (const end of ends.reverse().slice(0, maxCuts)) {
    if (end < line.trimEnd().length) yield text.slice(0, end);
  }
}

/** Returns whether a piece of a text is worth showing by itself: it has a word. */
export function isWorthShowing(text: string): boolean {
  return /[\p{L}\p{N}_$]/u.test(text);
}
