import { isBlank } from '../text/indentation.ts';
import type { CursorPlace, ScannedText } from '../syntax/cursorPlace.ts';
import type { CompletionShape } from './completionShape.ts';

/**
 * Finds the excess closing bracket of a text: the text didn't open it, and it is already closed
 * after the cursor. A line counts once it is complete: `} else {` opens again what it closed.
 *
 * @returns the length of the text up to there, or undefined.
 */
export function findCloserStop(
  text: string,
  place: CursorPlace,
  shape: CompletionShape,
): number | undefined {
  const end = text.lastIndexOf('\n');
  if (end < 0) return undefined;
  // The rest of the cursor's line may be typed over; that is checked once the text is complete.
  const firstEnd = text.indexOf('\n');
  const start = shape.kind === 'line' && !isBlank(place.view.lineBefore) ? firstEnd + 1 : 0;
  const followed = place.scanText(text.slice(0, end + 1));
  return cutBeforeCloser(text, findExcessCloser(followed, place, start));
}

/**
 * Finds the closing bracket from which a text closes more than it may, unless it opens that again;
 * otherwise the first bracket that closes nothing.
 */
export function findExcessCloser(
  { closing, depth }: ScannedText,
  { closableBrackets }: CursorPlace,
  from = 0,
): number | undefined {
  const stray = closing.find(
    ({ index, openerLocation }) => index >= from && openerLocation === 'nowhere',
  )?.index;
  if (depth >= -closableBrackets) return stray;
  const excess = closing.findLast(
    (bracket) => bracket.depthBefore >= -closableBrackets && bracket.depth < -closableBrackets,
  );
  if (excess === undefined || excess.index < from) return stray;
  return Math.min(excess.index, stray ?? Infinity);
}

/**
 * Returns the position to cut at before a bracket: the end of the previous line if only blanks
 * precede the bracket on its line.
 */
export function cutBeforeCloser(text: string, at: number | undefined): number | undefined {
  if (at === undefined) return undefined;
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  return isBlank(text.slice(lineStart, at)) && at > 0 ? Math.max(0, lineStart - 1) : at;
}
