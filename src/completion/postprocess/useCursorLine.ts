import { columnsOf, indentationOf, isBlank } from '../document/indentation.ts';
import { lastLineWithText } from '../document/lines.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import { drop, keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/**
 * On an empty line, leaves out the empty lines that the model put first: the cursor's line is there
 * to be used. The line that then comes first brings its own indentation, of which only what goes
 * beyond the cursor is shown; one that indents less can't be inserted there.
 */
export function useCursorLine(fill: Fill, { place }: FilterContext): FilterResult {
  const { lineBefore } = place.view;
  if (!isBlank(lineBefore)) return keep(fill);
  const body = fill.text.replace(/^(?:[ \t]*\n)+/, '');
  if (isBlank(body)) return drop('blank');
  const text = body === fill.text ? body : behindCursor(body, lineBefore);
  if (text === undefined || leavesBlock(text, place)) return drop('dedent');
  return keep({ ...fill, text });
}

/** A line of its own as it goes on at the cursor; undefined where it starts before it. */
function behindCursor(body: string, lineBefore: string): string | undefined {
  if (body.startsWith(lineBefore)) return body.slice(lineBefore.length);
  const indentation = indentationOf(body);
  const more = columnsOf(indentation) - columnsOf(lineBefore);
  return more < 0 ? undefined : ' '.repeat(more) + body.slice(indentation.length);
}

/** Returns whether a text begins by closing a bracket that a less indented line opened. */
function leavesBlock(text: string, place: CursorPlace): boolean {
  const { lineBefore, prefix } = place.view;
  const [first] = place.follow(text).closing;
  if (first?.opened !== 'before' || first.index !== text.search(/\S/)) return false;
  const above = lastLineWithText(prefix);
  const columns = columnsOf(indentationOf(lineBefore + text));
  return above !== undefined && columns > 0 && columns >= columnsOf(indentationOf(above));
}
