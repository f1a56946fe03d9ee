import { drop, keep, type Fill, type FilterResult } from './filter.ts';

/** Takes white space off the end, and drops a text that is nothing else. */
export function dropBlank(fill: Fill): FilterResult {
  const text = fill.text.trimEnd();
  return text === '' ? drop('blank') : keep({ ...fill, text });
}
