import { countColumns, getIndentation, isBlank } from '../text/indentation.ts';
import { listLines, normalizeLine } from '../text/lines.ts';
import { isWorse } from '../syntax/codeScanner.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import {
  drop,
  keep,
  mayReplace,
  type SuggestionText,
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
export function trimSuffixOverlap(
  suggestion: SuggestionText,
  { place }: FilterContext,
): FilterResult {
  let result = suggestion;
  for (let before = ''; before !== result.text;) {
    before = result.text;
    result = trimLines(trimRestOfLine(result, place), place);
  }
  return isBlank(result.text) && !isBlank(suggestion.text) ? drop() : keep(result);
}

/** Returns the text without its longest end that the rest of the cursor's line starts with. */
function trimRestOfLine(suggestion: SuggestionText, place: CursorPlace): SuggestionText {
  const rest = place.view.lineAfter.slice(suggestion.replaces).trimEnd();
  const text = suggestion.text.trimEnd();
  const maxLength = Math.min(text.length, rest.length, maxOverlap);
  for (let length = maxLength; length > 0; length--) {
    const overlap = rest.slice(0, length);
    if (!text.endsWith(overlap)) continue;
    const keptText = text.slice(0, -length);
    // A bracket that closes one of the text's own is not the bracket after the cursor.
    if (!isSignificant(overlap, keptText, rest) || isNeeded(keptText, suggestion, place)) continue;
    return { ...suggestion, text: keptText };
  }
  return suggestion;
}

/**
 * Returns whether an overlap is no coincidence. A single letter or digit and the ends of words may
 * be one; all of the rest isn't.
 */
function isSignificant(overlap: string, keptText: string, rest: string): boolean {
  if (isBlank(overlap)) return false;
  if (overlap === rest && overlap.length > 1) return true;
  if (overlap === rest || keptText === '' || overlap.trim().length > 1) {
    return !isWithinWord(overlap, keptText);
  }
  return /[^\w\s]/.test(overlap);
}

function isWithinWord(overlap: string, keptText: string): boolean {
  return /^\w/.test(overlap) && /\w$/.test(keptText);
}

/** Returns the text without its last lines that follow below the cursor's line. */
function trimLines(suggestion: SuggestionText, place: CursorPlace): SuggestionText {
  const { view } = place;
  const rest = view.lineAfter.slice(suggestion.replaces);
  const lines = listLines(suggestion.text).filter(({ text }) => !isBlank(text));
  if (!isBlank(rest)) return suggestion;
  const below = view.suffix.slice(view.lineAfter.length + 1).split('\n', maxLines);
  const next = below.filter((line) => !isBlank(line));
  for (let count = Math.min(lines.length, next.length); count > 0; count--) {
    const ends = lines.slice(-count);
    const isFirstPart = ends[0]?.start === lines[0]?.start && !isBlank(view.lineBefore);
    const begin = ends[0]?.start ?? 0;
    if (isFirstPart && begin <= suggestion.text.indexOf('\n')) continue;
    const isSame = ends.every(({ text, start }, index) =>
      isSameLine(start === 0 ? view.lineBefore + text : text, next[index] ?? ''),
    );
    if (!isSame) continue;
    const keptText = suggestion.text.slice(0, begin).trimEnd();
    if (!isNeeded(keptText, suggestion, place)) return { ...suggestion, text: keptText };
  }
  return suggestion;
}

/**
 * Returns whether two lines are the same. Lines of brackets also need the same indentation, which
 * distinguishes inner blocks; lines with words don't.
 */
function isSameLine(one: string, other: string): boolean {
  if (normalizeLine(one) !== normalizeLine(other)) return false;
  if (/[\p{L}\p{N}]/u.test(one)) return true;
  return countColumns(getIndentation(one)) === countColumns(getIndentation(other));
}

/** Returns whether brackets would lose their partners without the end that is cut off. */
function isNeeded(
  keptText: string,
  { text, replaces }: SuggestionText,
  place: CursorPlace,
): boolean {
  if (!mayReplace(place.view.lineAfter.slice(0, replaces), keptText)) return true;
  if (place.unbalances(text, replaces)) return false;
  return isWorse(
    place.computeImbalance(keptText, replaces),
    place.computeImbalance(text, replaces),
  );
}
