import { drop, keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';
import { isWorthShowing, shorterTexts } from './shorterTexts.ts';

/** Shortens a text until no bracket or quote loses its partner and the text opens none that stays open. */
export function keepBalance(fill: Fill, { place }: FilterContext): FilterResult {
  if (!place.unbalances(fill.text, fill.replaces)) return keep(fill);
  for (const text of shorterTexts(fill.text, place)) {
    if (isWorthShowing(text) && !place.unbalances(text, 0)) return keep({ text, replaces: 0 });
  }
  return drop('unbalanced');
}
