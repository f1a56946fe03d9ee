import { isBlank } from '../text/indentation.ts';
import { findLastLineWithText, normalizeLine } from '../text/lines.ts';
import { isSimilarLine } from '../syntax/similarLines.ts';
import {
  drop,
  keep,
  type SuggestionText,
  type FilterContext,
  type FilterResult,
} from './filter.ts';

/**
 * Drops a single line that nearly equals the next line, whatever its indentation, or equals the
 * previous line: both look like a stutter when they are shown.
 */
export function dropDuplicateLine(
  suggestion: SuggestionText,
  { place }: FilterContext,
): FilterResult {
  const { view, nextLine } = place;
  const rest = view.lineAfter.slice(suggestion.replaces);
  const line = `${view.lineBefore}${suggestion.text}${rest}`;
  if (line.trim().includes('\n') || !/\w/.test(line)) return keep(suggestion);
  if (nextLine !== undefined && isSimilarLine(line, nextLine)) return drop();
  const before = view.prefix.slice(0, view.prefix.length - view.lineBefore.length);
  const last = isBlank(before) ? undefined : findLastLineWithText(before);
  return last !== undefined && normalizeLine(last) === normalizeLine(line)
    ? drop()
    : keep(suggestion);
}
