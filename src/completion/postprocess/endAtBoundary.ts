import { isBlank } from '../document/indentation.ts';
import { keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/**
 * Of a block that was cut off rather than finished, the complete lines stay; of a single line, the
 * words that are whole.
 */
export function endAtBoundary(fill: Fill, { stopReason }: FilterContext): FilterResult {
  if (stopReason !== 'maxTokens' && stopReason !== 'windowFull') return keep(fill);
  const { text } = fill;
  const lastBreak = text.lastIndexOf('\n');
  const complete = text.slice(0, Math.max(0, lastBreak));
  return keep({ ...fill, text: isBlank(complete) ? wholeWords(text) : complete });
}

/** The text without the word that it ends in: nothing says whether that is whole. */
function wholeWords(text: string): string {
  const withoutWord = text.replace(/[\p{L}\p{N}_$]+$/u, '');
  return isBlank(withoutWord) ? '' : withoutWord;
}
