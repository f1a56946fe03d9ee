import type { CursorPlace } from '../syntax/cursorPlace.ts';
import { drop, keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';
import { isWorthShowing, shorterTexts } from './shorterTexts.ts';

/** Maximum number of shorter texts that are parsed. */
const maxParses = 12;

/**
 * Shortens a text until it breaks nothing that parses around the cursor (JetBrains applies the same
 * filter, arXiv:2405.08704). Without a grammar for the language, the text stays unchanged.
 */
export function keepSyntax(fill: Fill, { place }: FilterContext): FilterResult {
  const { syntax } = place;
  if (syntax === undefined) return keep(fill);
  const before = syntax.errorsWith('', 0);
  if (syntax.errorsWith(fill.text, fill.replaces) <= before) return keep(fill);
  let parses = 0;
  for (const text of shorterTexts(fill.text, place)) {
    if (!isWorthShowing(text) || place.unbalances(text, 0) || endsOpen(text, place)) continue;
    if (syntax.errorsWith(text, 0) <= before) return keep({ text, replaces: 0 });
    if (++parses === maxParses) break;
  }
  return drop('breaksSyntax');
}

/** Returns whether a text was cut within a string or a comment. */
function endsOpen(text: string, place: CursorPlace): boolean {
  return place.kind === 'code' && place.follow(text).kind === 'string';
}
