import { isBlank } from '../text/indentation.ts';
import { lastLineWithText, normalLine } from '../text/lines.ts';
import { isNearlySame } from '../syntax/similarLines.ts';
import { drop, keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/**
 * Drops a single line that nearly equals the next line, whatever its indentation, or equals the
 * previous line: both look like a stutter when they are shown.
 */
export function dropDuplicateLine(fill: Fill, { place }: FilterContext): FilterResult {
  const { view, nextLine } = place;
  const rest = view.lineAfter.slice(fill.replaces);
  const line = `${view.lineBefore}${fill.text}${rest}`;
  if (line.trim().includes('\n') || !/\w/.test(line)) return keep(fill);
  if (nextLine !== undefined && isNearlySame(line, nextLine)) return drop('repeatsSuffix');
  const before = view.prefix.slice(0, view.prefix.length - view.lineBefore.length);
  const last = isBlank(before) ? undefined : lastLineWithText(before);
  return last !== undefined && normalLine(last) === normalLine(line)
    ? drop('repetition')
    : keep(fill);
}
