import { countColumns, getIndentation, isBlank } from '../text/indentation.ts';
import { findLastLineWithText } from '../text/lines.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import {
  drop,
  keep,
  type SuggestionText,
  type FilterContext,
  type FilterResult,
} from './filter.ts';

/**
 * Removes leading blank lines of a text on an empty line, so that the text starts on the cursor's
 * line. Of the indentation of the text's first line only the part after the cursor is shown; a line
 * that indents less can't be inserted there.
 */
export function useCursorLine(suggestion: SuggestionText, { place }: FilterContext): FilterResult {
  const { lineBefore } = place.view;
  if (!isBlank(lineBefore)) return keep(suggestion);
  const body = suggestion.text.replace(/^(?:[ \t]*\n)+/, '');
  if (isBlank(body)) return drop('blank');
  const text = body === suggestion.text ? body : removeTypedIndentation(body, lineBefore);
  if (text === undefined || leavesBlock(text, place)) return drop();
  return keep({ ...suggestion, text });
}

/** Returns the part of a line after the cursor; undefined where the line starts before the cursor. */
function removeTypedIndentation(body: string, lineBefore: string): string | undefined {
  if (body.startsWith(lineBefore)) return body.slice(lineBefore.length);
  const indentation = getIndentation(body);
  const more = countColumns(indentation) - countColumns(lineBefore);
  return more < 0 ? undefined : ' '.repeat(more) + body.slice(indentation.length);
}

/** Returns whether a text begins by closing a bracket that a less indented line opened. */
function leavesBlock(text: string, place: CursorPlace): boolean {
  const { lineBefore, prefix } = place.view;
  const [first] = place.scanText(text).closing;
  if (first?.openerLocation !== 'before' || first.index !== text.search(/\S/)) return false;
  const above = findLastLineWithText(prefix);
  const columns = countColumns(getIndentation(lineBefore + text));
  return above !== undefined && columns > 0 && columns >= countColumns(getIndentation(above));
}
