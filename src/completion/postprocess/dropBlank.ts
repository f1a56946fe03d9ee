import { closersPattern } from '../generation/completionShape.ts';
import {
  drop,
  keep,
  type SuggestionText,
  type FilterContext,
  type FilterResult,
} from './filter.ts';

/**
 * Removes trailing white space, and drops a text of white space alone. Before more text on the
 * line, a trailing blank may separate the two and stays.
 */
export function dropBlank(suggestion: SuggestionText, { place }: FilterContext): FilterResult {
  const text = suggestion.text.trimEnd();
  if (text === '') return drop();
  const rest = place.view.lineAfter.slice(suggestion.replaces);
  const isPart = !closersPattern.test(rest) || rest.startsWith('}');
  const blanks = /[ \t]*$/.exec(suggestion.text)?.[0] ?? '';
  return keep({
    ...suggestion,
    text: isPart && text + blanks === suggestion.text ? suggestion.text : text,
  });
}
