import { isBlank } from '../document/indentation.ts';
import { drop, keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/**
 * Drops a text that is the line which comes next anyway, or the line that came last: both look
 * like a stutter when they are shown.
 */
export function dropDuplicateLine(fill: Fill, { view }: FilterContext): FilterResult {
  const line = `${view.lineBefore}${fill.text}`.trim();
  if (line.includes('\n') || !/\w/.test(line)) return keep(fill);
  const behind = view.suffix.slice(view.lineAfter.length).split('\n', 20);
  if (behind.find((other) => !isBlank(other))?.trim() === line) return drop('repeatsSuffix');
  const before = view.prefix.slice(0, view.prefix.length - view.lineBefore.length).trimEnd();
  const lastLine = before.slice(before.lastIndexOf('\n') + 1).trim();
  return lastLine === line ? drop('repetition') : keep(fill);
}
