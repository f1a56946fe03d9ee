import { onlyClosers } from '../generation/completionShape.ts';
import { drop, keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/**
 * Removes trailing white space, and drops a text of white space alone. Before more text on the
 * line, a trailing blank may separate the two and stays.
 */
export function dropBlank(fill: Fill, { place }: FilterContext): FilterResult {
  const text = fill.text.trimEnd();
  if (text === '') return drop('blank');
  const rest = place.view.lineAfter.slice(fill.replaces);
  const isPart = !onlyClosers.test(rest) || rest.startsWith('}');
  const blanks = /[ \t]*$/.exec(fill.text)?.[0] ?? '';
  return keep({ ...fill, text: isPart && text + blanks === fill.text ? fill.text : text });
}
