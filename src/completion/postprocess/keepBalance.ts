import {
  drop,
  keep,
  type SuggestionText,
  type FilterContext,
  type FilterResult,
} from './filter.ts';
import { isWorthShowing, listShorterTexts } from './shorterTexts.ts';

/** Shortens a text until no bracket or quote loses its partner and the text opens none that stays open. */
export function keepBalance(suggestion: SuggestionText, { place }: FilterContext): FilterResult {
  if (!place.unbalances(suggestion.text, suggestion.replaces)) return keep(suggestion);
  for (const text of listShorterTexts(suggestion.text, place)) {
    if (isWorthShowing(text) && !place.unbalances(text, 0)) return keep({ text, replaces: 0 });
  }
  return drop();
}
