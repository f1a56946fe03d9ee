import { columnsOf, indentationOf, isBlank } from '../text/indentation.ts';
import { indentationStyleOf, type IndentationStyle } from '../text/indentationStyle.ts';
import { linesOf } from '../text/lines.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import { keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/**
 * Converts the indentation of each line to the document's style: its tabs or spaces, and its step.
 * Blanks inside of strings and comments are text and stay unchanged.
 */
export function matchIndentation(fill: Fill, { place }: FilterContext): FilterResult {
  const { view } = place;
  const style = indentationStyleOf(`${view.prefix}${view.suffix}`);
  if (style === undefined) return keep(fill);
  const base = columnsOf(indentationOf(view.lineBefore));
  const scale = scaleOf(fill.text, base, style);
  let text = '';
  for (const line of linesOf(fill.text)) {
    if (line.start > 0) text += '\n';
    const isOwnIndentation = line.start > 0 || isBlank(view.lineBefore);
    const isText = line.start > 0 && isWithinText(fill.text.slice(0, line.start), place);
    text +=
      isOwnIndentation && !isText ? reindented(line.text, line.start === 0, style) : line.text;
  }
  return keep({ ...fill, text });

  function reindented(line: string, isFirst: boolean, { tabs, size }: IndentationStyle): string {
    const blanks = indentationOf(line);
    const before = isFirst ? view.lineBefore : '';
    const columns = columnsOf(before + blanks, size);
    const scaled = columns > base ? base + (columns - base) * scale : columns;
    const whole = tabs
      ? '\t'.repeat(Math.floor(scaled / size)) + ' '.repeat(scaled % size)
      : ' '.repeat(scaled);
    const isSameWay = tabs ? !blanks.includes(' ') : !blanks.includes('\t');
    if (isSameWay && scale === 1) return line;
    return whole.startsWith(before) ? whole.slice(before.length) + line.slice(blanks.length) : line;
  }
}

function isWithinText(before: string, place: CursorPlace): boolean {
  return place.follow(before).isWithinLines;
}

/**
 * Returns the factor for the model's indentation steps, such as 2 for steps of two columns in a
 * document with steps of four.
 */
function scaleOf(text: string, base: number, { tabs, size, isSure }: IndentationStyle): number {
  if (tabs || !isSure || size % 2 !== 0) return 1;
  const steps = linesOf(text)
    .slice(1)
    .filter((line) => !isBlank(line.text))
    .map((line) => columnsOf(indentationOf(line.text)) - base)
    .filter((step) => step > 0);
  const smallest = Math.min(...steps);
  const isHalf = smallest === size / 2 && smallest >= 2;
  return isHalf && steps.every((step) => step % smallest === 0) ? 2 : 1;
}
