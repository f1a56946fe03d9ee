import { closersPattern } from '../generation/completionShape.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';

/**
 * Maximum number of positions of a line that are tried, from its end; nothing worth showing is left
 * beyond them.
 */
const maxCuts = 24;

/**
 * Returns beginnings of a text, the longest first: whole lines, then parts of its first line that
 * end between words and signs. Returns none if more text follows on the line: a cut text no longer
 * leads to it.
 */
export function* listShorterTexts(text: string, { view }: CursorPlace): Generator<string> {
  if (!closersPattern.test(view.lineAfter)) return;
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

/** Returns whether a part of a text is worth showing: it contains a word. */
export function isWorthShowing(text: string): boolean {
  return /[\p{L}\p{N}_$]/u.test(text);
}
