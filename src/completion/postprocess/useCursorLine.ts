import { columnsOf, indentationOf, isBlank } from '../document/indentation.ts';
import { lastLineWithText } from '../document/lines.ts';
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
  if (body === fill.text) return leavesBlock(fill, body, lineBefore) ? drop('dedent') : keep(fill);

  const indentation = indentationOf(body);
  if (indentation.startsWith(lineBefore)) {
    return keep({ ...fill, text: body.slice(lineBefore.length) });
  }
  const more = columnsOf(indentation) - columnsOf(lineBefore);
  if (more < 0) return drop('dedent');
  return keep({ ...fill, text: ' '.repeat(more) + body.slice(indentation.length) });

  /** Whether the text begins by closing what was opened by a line that is indented less. */
  function leavesBlock({ text }: Fill, body: string, before: string): boolean {
    const [first] = place.follow(text).closing;
    if (first?.opened !== 'before' || first.index !== body.search(/\S/)) return false;
    const above = lastLineWithText(place.view.prefix);
    const columns = columnsOf(before) + columnsOf(indentationOf(body));
    return above !== undefined && columns > 0 && columns >= columnsOf(indentationOf(above));
  }
}
