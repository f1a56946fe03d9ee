import { balanceOf } from './brackets.ts';
import { keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/**
 * Ends the text where it closes what stands open before the cursor, if the text behind the cursor
 * closes that already: editors put the closing bracket or quote there while the person types.
 */
export function cutAtClosedBracket(fill: Fill, { view }: FilterContext): FilterResult {
  const { text } = fill;
  const next = view.lineAfter.trimStart().slice(0, 1);
  if (next === '') return keep(fill);
  if (`'"\``.includes(next)) return keep({ ...fill, text: cutAtQuote(text, next) });
  const { firstStrayCloser } = balanceOf(text);
  const isClosed = firstStrayCloser !== undefined && text[firstStrayCloser] === next;
  return keep(isClosed ? { ...fill, text: text.slice(0, firstStrayCloser) } : fill);
}

function cutAtQuote(text: string, quote: string): string {
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === quote) return text.slice(0, index);
    else if (text[index] === '\n') return text;
  }
  return text;
}
