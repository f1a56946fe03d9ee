import type { StopReason } from '../outcome.ts';
import { isBlank } from '../document/indentation.ts';
import { dropLastWord } from '../generation/wholeWords.ts';
import { keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/** Why a text may end before it was complete. */
const cutShort: readonly StopReason[] = ['maxTokens', 'windowFull', 'timeBudget'];

/**
 * Ends a text with a line that says something. Of a block that was cut off rather than finished,
 * the complete lines stay; of a single line, the words that are whole.
 */
export function endAtBoundary(fill: Fill, { stopReason }: FilterContext): FilterResult {
  const text = fill.text.replace(/\s*\n\s*$/, '');
  if (!cutShort.includes(stopReason)) return keep({ ...fill, text });
  // A line end that was written last says that its line is complete.
  if (text !== fill.text) return keep({ ...fill, text });
  const complete = text.slice(0, Math.max(0, text.lastIndexOf('\n')));
  return keep({ ...fill, text: isBlank(complete) ? dropLastWord(text) : complete });
}
