import { isBlank } from '../text/indentation.ts';
import { repetitionAt } from '../generation/repetition.ts';
import {
  drop,
  keep,
  mayReplace,
  type Fill,
  type FilterContext,
  type FilterResult,
} from './filter.ts';

/** Cuts a text where it begins to repeat itself, and drops a text that only repeats itself. */
export function cutRepetition(fill: Fill, { place }: FilterContext): FilterResult {
  const at = repetitionAt(`${fill.text}\n`);
  if (at === undefined || at >= fill.text.length) return keep(fill);
  const text = fill.text.slice(0, at);
  if (isBlank(text)) return drop('repetition');
  const replaced = place.view.lineAfter.slice(0, fill.replaces);
  return keep({ text, replaces: mayReplace(replaced, text) ? fill.replaces : 0 });
}
