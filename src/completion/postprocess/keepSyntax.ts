import type { CursorPlace } from '../syntax/cursorPlace.ts';
import {
  drop,
  keep,
  type SuggestionText,
  type FilterContext,
  type FilterResult,
} from './filter.ts';
import { isWorthShowing, listShorterTexts } from './shorterTexts.ts';

/** Maximum number of shorter texts that are parsed. */
const maxParses = 12;

/**
 * Shortens a text until it breaks nothing that parses around the cursor (JetBrains applies the same
 * filter, arXiv:2405.08704). Without a grammar for the language, the text stays unchanged.
 */
export function keepSyntax(suggestion: SuggestionText, { place }: FilterContext): FilterResult {
  const { syntaxTree } = place;
  if (syntaxTree === undefined) return keep(suggestion);
  const before = syntaxTree.countErrors('', 0);
  if (syntaxTree.countErrors(suggestion.text, suggestion.replaces) <= before)
    return keep(suggestion);
  let parses = 0;
  for (const text of listShorterTexts(suggestion.text, place)) {
    if (!isWorthShowing(text) || place.unbalances(text, 0) || endsOpen(text, place)) continue;
    if (syntaxTree.countErrors(text, 0) <= before) return keep({ text, replaces: 0 });
    if (++parses === maxParses) break;
  }
  return drop();
}

/** Returns whether a text was cut within a string or a comment. */
function endsOpen(text: string, place: CursorPlace): boolean {
  return place.kind === 'code' && place.scanText(text).kind === 'string';
}
