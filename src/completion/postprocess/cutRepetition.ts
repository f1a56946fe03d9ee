import { repetitionAt } from '../generation/repetition.ts';
import { drop, keep, type Fill, type FilterResult } from './filter.ts';

/** Ends a text where it begins to repeat itself; one that does nothing else is dropped. */
export function cutRepetition(fill: Fill): FilterResult {
  const at = repetitionAt(`${fill.text}\n`);
  if (at === undefined || at >= fill.text.length) return keep(fill);
  return at === 0 ? drop('repetition') : keep({ ...fill, text: fill.text.slice(0, at) });
}
