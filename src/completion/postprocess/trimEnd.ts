import { drop, keep, type FilterResult } from './filter.ts';

/** Takes white space off the end, and drops a text that is nothing else. */
export function trimEnd(text: string): FilterResult {
  const trimmed = text.trimEnd();
  return trimmed === '' ? drop('blank') : keep(trimmed);
}
