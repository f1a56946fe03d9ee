import { isBlank } from '../text/indentation.ts';
import { findRepetition } from '../generation/repetition.ts';
import {
  drop,
  keep,
  mayReplace,
  type SuggestionText,
  type FilterContext,
  type FilterResult,
} from './filter.ts';

/** Cuts a text where it begins to repeat itself, and drops a text that only repeats itself. */
export function cutRepetition(suggestion: SuggestionText, { place }: FilterContext): FilterResult {
  const at = findRepetition(`${suggestion.text}\n`);
  if (at === undefined || at >= suggestion.text.length) return keep(suggestion);
  const text = suggestion.text.slice(0, at);
  if (isBlank(text)) return drop();
  const replaced = place.view.lineAfter.slice(0, suggestion.replaces);
  return keep({ text, replaces: mayReplace(replaced, text) ? suggestion.replaces : 0 });
}
