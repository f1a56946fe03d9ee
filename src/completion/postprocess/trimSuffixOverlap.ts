import { columnsOf, indentationOf, isBlank } from '../text/indentation.ts';
import { linesOf, normalLine } from '../text/lines.ts';
import { isWorse } from '../syntax/codeScanner.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import {
  drop,
  keep,
  mayReplace,
  type Fill,
  type FilterContext,
  type FilterResult,
} from './filter.ts';

/** Maximum overlap, in UTF-16 code units and in lines. */
const maxOverlap = 1000;
const maxLines = 40;

/**
 * Cuts off the end of the text if it duplicates the text after the cursor: the start of the rest of
 * the line, or whole lines that follow.
 */
export function trimSuffixOverlap(fill: Fill, { place }: FilterContext): FilterResult {
  let trimmed = fill;
  for (let before = ''; before !== trimmed.text;) {
    before = trimmed.text;
    trimmed = withoutLines(withoutRestOfLine(trimmed, place), place);
  }
  return isBlank(trimmed.text) && !isBlank(fill.text) ? drop('repeatsSuffix') : keep(trimmed);
}

/** Returns the text without its longest end that the rest of the cursor's line starts with. */
function withoutRestOfLine(fill: Fill, place: CursorPlace): Fill {
  const rest = place.view.lineAfter.slice(fill.replaces).trimEnd();
  const text = fill.text.trimEnd();
  const most = Math.min(text.length, rest.length, maxOverlap);
  for (let length = most; length > 0; length--) {
    const overlap = rest.slice(0, length);
    if (!text.endsWith(overlap)) continue;
    const kept = text.slice(0, -length);
    // A bracket that closes one of the text's own is not the bracket after the cursor.
    if (!isTelling(overlap, kept, rest) || isNeeded(kept, fill, place)) continue;
    return { ...fill, text: kept };
  }
  return fill;
}

/**
 * Returns whether an overlap is no coincidence. A single letter or digit and the ends of words may
 * be one; all of the rest isn't.
 */
function isTelling(overlap: string, kept: string, rest: string): boolean {
  if (isBlank(overlap)) return false;
  if (overlap === rest && overlap.length > 1) return true;
  if (overlap === rest || kept === '' || overlap.trim().length > 1) {
    return !isWithinWord(overlap, kept);
  }
  return /[^\w\s]/.test(overlap);
}

function isWithinWord(overlap: string, kept: string): boolean {
  return /^\w/.test(overlap) && /\w$/.test(kept);
}

/** Returns the text without its last lines that follow below the cursor's line. */
function withoutLines(fill: Fill, place: CursorPlace): Fill {
  const { view } = place;
  const rest = view.lineAfter.slice(fill.replaces);
  const lines = linesOf(fill.text).filter(({ text }) => !isBlank(text));
  if (!isBlank(rest)) return fill;
  const below = view.suffix.slice(view.lineAfter.length + 1).split('\n', maxLines);
  const next = below.filter((line) => !isBlank(line));
  for (let count = Math.min(lines.length, next.length); count > 0; count--) {
    const ends = lines.slice(-count);
    const isFirstPart = ends[0]?.start === lines[0]?.start && !isBlank(view.lineBefore);
    const begin = ends[0]?.start ?? 0;
    if (isFirstPart && begin <= fill.text.indexOf('\n')) continue;
    const isSame = ends.every(({ text, start }, index) =>
      isSameLine(start === 0 ? view.lineBefore + text : text, next[index] ?? ''),
    );
    if (!isSame) continue;
    const kept = fill.text.slice(0, begin).trimEnd();
    if (!isNeeded(kept, fill, place)) return { ...fill, text: kept };
  }
  return fill;
}

/**
 * Returns whether two lines are the same. Lines of brackets also need the same indentation, which
 * distinguishes inner blocks; lines with words don't.
 */
function isSameLine(one: string, other: string): boolean {
  if (normalLine(one) !== normalLine(other)) return false;
  if (/[\p{L}\p{N}]/u.test(one)) return true;
  return columnsOf(indentationOf(one)) === columnsOf(indentationOf(other));
}

/** Returns whether brackets would lose their partners without the end that is cut off. */
function isNeeded(kept: string, { text, replaces }: Fill, place: CursorPlace): boolean {
  if (!mayReplace(place.view.lineAfter.slice(0, replaces), kept)) return true;
  if (place.unbalances(text, replaces)) return false;
  return isWorse(place.imbalanceWith(kept, replaces), place.imbalanceWith(text, replaces));
}
