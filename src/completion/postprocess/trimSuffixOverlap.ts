import { balanceOf } from './brackets.ts';
import { drop, keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/** Longest overlap that is looked for, in UTF-16 code units. */
const longestOverlap = 1000;

/**
 * Cuts off the end of the text that stands behind the cursor already, so that nothing is said
 * twice: what the rest of the line starts with, or whole lines that follow.
 */
export function trimSuffixOverlap(fill: Fill, { view }: FilterContext): FilterResult {
  const trimmed = withoutOverlap(withoutOverlap(fill.text, view.lineAfter), view.suffix);
  return trimmed === '' && fill.text !== ''
    ? drop('repeatsSuffix')
    : keep({ ...fill, text: trimmed });
}

/**
 * The text without the longest end that the suffix starts with. A single letter or digit in common
 * is chance, and so is a blank.
 */
function withoutOverlap(text: string, suffix: string): string {
  const most = Math.min(text.length, suffix.length, longestOverlap);
  for (let length = most; length > 0; length--) {
    if (text.endsWith(suffix.slice(0, length))) {
      const kept = text.slice(0, -length);
      // What closes a bracket of the text's own is not what the suffix closes.
      const opensMore = balanceOf(kept).unclosed > balanceOf(text).unclosed;
      return !opensMore && isTelling(suffix.slice(0, length), kept === '') ? kept : text;
    }
  }
  return text;
}

function isTelling(overlap: string, isWholeText: boolean): boolean {
  if (overlap.trim() === '') return false;
  return isWholeText || overlap.length > 1 || /[^\w\s]/.test(overlap);
}
