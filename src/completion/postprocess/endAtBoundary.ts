import type { StopReason } from '../outcome.ts';
import { isBlank } from '../text/indentation.ts';
import { dropLastWord } from '../generation/dropLastWord.ts';
import { keep, type SuggestionText, type FilterContext, type FilterResult } from './filter.ts';

/** Reasons for which a text may end before it was complete. */
const incompleteReasons: readonly StopReason[] = ['maxTokens', 'windowFull', 'timeLimit'];

/**
 * Ends a text after a line that isn't blank. Of a block that was cut off, the complete lines stay;
 * of a single line, the complete words.
 */
export function endAtBoundary(
  suggestion: SuggestionText,
  { stopReason }: FilterContext,
): FilterResult {
  const text = suggestion.text.replace(/\s*\n\s*$/, '');
  if (!incompleteReasons.includes(stopReason)) return keep({ ...suggestion, text });
  // A trailing line end shows that its line is complete.
  if (text !== suggestion.text) return keep({ ...suggestion, text });
  const complete = text.slice(0, Math.max(0, text.lastIndexOf('\n')));
  return keep({ ...suggestion, text: isBlank(complete) ? dropLastWord(text) : complete });
}
