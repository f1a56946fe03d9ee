import { drop, keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';
import { isWorthShowing, shorterTexts } from './shorterTexts.ts';

/**
 * Keeps of a text only as much as leaves no bracket or quote without its partner that had one, and
 * opens none that nothing closes.
 */
export function keepBalance(fill: Fill, { place }: FilterContext): FilterResult {
  if (!place.unbalances(fill.text, fill.replaces)) return keep(fill);
  for (const text of shorterTexts(fill.text, place)) {
    if (isWorthShowing(text) && !place.unbalances(text, 0)) return keep({ text, replaces: 0 });
  }
  return drop('unbalanced');
}
