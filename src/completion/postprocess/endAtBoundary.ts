import type { StopReason } from '../outcome.ts';
import { isBlank } from '../text/indentation.ts';
import { dropLastWord } from '../generation/wholeWords.ts';
import { keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/** Reasons for which a text may end before it was complete. */
const cutShort: readonly StopReason[] = ['maxTokens', 'windowFull', 'timeBudget'];

/**
 * Ends a text after a line that isn't blank. Of a block that was cut off, the complete lines stay;
 * of a single line, the complete words.
 */
export function endAtBoundary(fill: Fill, { stopReason }: FilterContext): FilterResult {
  const text = fill.text.replace(/\s*\n\s*$/, '');
  if (!cutShort.includes(stopReason)) return keep({ ...fill, text });
  // A trailing line end shows that its line is complete.
  if (text !== fill.text) return keep({ ...fill, text });
  const complete = text.slice(0, Math.max(0, text.lastIndexOf('\n')));
  return keep({ ...fill, text: isBlank(complete) ? dropLastWord(text) : complete });
}
