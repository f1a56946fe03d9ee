import { columnsOf, indentationOf, isBlank } from '../document/indentation.ts';
import { drop, keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/**
 * Takes the blanks that stand before the cursor already off the start of the text. On an indented
 * empty line they are an indentation, and a text that indents less wants to leave the block: it
 * can't be inserted where the cursor is.
 */
export function releaseHeldBlanks(fill: Fill, { view, heldBack }: FilterContext): FilterResult {
  const { text } = fill;
  const say = (rest: string) => keep({ ...fill, text: rest });
  if (!isBlank(view.lineBefore)) return say(withoutCommonBlanks(text, heldBack));

  // Empty lines that the model put first are left out: the cursor's line is there to be used.
  const body = text.replace(/^(?:[ \t]*\n)+/, '');
  const indentation = indentationOf(body);
  if (isBlank(body)) return drop('blank');
  if (indentation.startsWith(heldBack)) return say(body.slice(heldBack.length));
  const missing = columnsOf(heldBack) - columnsOf(indentation);
  if (missing > 0) return drop('dedent');
  return say(' '.repeat(-missing) + body.slice(indentation.length));
}

function withoutCommonBlanks(text: string, heldBack: string): string {
  let count = 0;
  while (count < heldBack.length && (text[count] === ' ' || text[count] === '\t')) count++;
  return text.slice(count);
}
