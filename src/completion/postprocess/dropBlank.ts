import { onlyClosers } from '../generation/completionShape.ts';
import { drop, keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/**
 * Takes white space off the end, and drops a text that is nothing else. In front of more text a
 * blank may be what parts the two.
 */
export function dropBlank(fill: Fill, { place }: FilterContext): FilterResult {
  const text = fill.text.trimEnd();
  if (text === '') return drop('blank');
  const rest = place.view.lineAfter.slice(fill.replaces);
  const isPart = !onlyClosers.test(rest) || rest.startsWith('}');
  const blanks = /[ \t]*$/.exec(fill.text)?.[0] ?? '';
  return keep({ ...fill, text: isPart && text + blanks === fill.text ? fill.text : text });
}
