import { countColumns, getIndentation, isBlank } from '../text/indentation.ts';
import { detectIndentationStyle, type IndentationStyle } from '../text/indentationStyle.ts';
import { listLines } from '../text/lines.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import { keep, type SuggestionText, type FilterContext, type FilterResult } from './filter.ts';

/**
 * Converts the indentation of each line to the document's style: its tabs or spaces, and its step.
 * Blanks inside of strings and comments are text and stay unchanged.
 */
export function matchIndentation(
  suggestion: SuggestionText,
  { place }: FilterContext,
): FilterResult {
  const { view } = place;
  const style = detectIndentationStyle(`${view.prefix}${view.suffix}`);
  if (style === undefined) return keep(suggestion);
  const base = countColumns(getIndentation(view.lineBefore));
  const scale = computeScale(suggestion.text, base, style);
  let text = '';
  for (const line of listLines(suggestion.text)) {
    if (line.start > 0) text += '\n';
    const isOwnIndentation = line.start > 0 || isBlank(view.lineBefore);
    const isText = line.start > 0 && isWithinText(suggestion.text.slice(0, line.start), place);
    text += isOwnIndentation && !isText ? reindent(line.text, line.start === 0, style) : line.text;
  }
  return keep({ ...suggestion, text });

  function reindent(line: string, isFirst: boolean, { usesTabs, size }: IndentationStyle): string {
    const blanks = getIndentation(line);
    const before = isFirst ? view.lineBefore : '';
    const columns = countColumns(before + blanks, size);
    const scaled = columns > base ? base + (columns - base) * scale : columns;
    const whole = usesTabs
      ? '\t'.repeat(Math.floor(scaled / size)) + ' '.repeat(scaled % size)
      : ' '.repeat(scaled);
    const isSameStyle = usesTabs ? !blanks.includes(' ') : !blanks.includes('\t');
    if (isSameStyle && scale === 1) return line;
    return whole.startsWith(before) ? whole.slice(before.length) + line.slice(blanks.length) : line;
  }
}

function isWithinText(before: string, place: CursorPlace): boolean {
  return place.scanText(before).isMultiline;
}

/**
 * Returns the factor for the model's indentation steps, such as 2 for steps of two columns in a
 * document with steps of four.
 */
function computeScale(
  text: string,
  base: number,
  { usesTabs, size, isCertain }: IndentationStyle,
): number {
  if (usesTabs || !isCertain || size % 2 !== 0) return 1;
  const steps = listLines(text)
    .slice(1)
    .filter((line) => !isBlank(line.text))
    .map((line) => countColumns(getIndentation(line.text)) - base)
    .filter((step) => step > 0);
  const minStep = Math.min(...steps);
  const isHalf = minStep === size / 2 && minStep >= 2;
  return isHalf && steps.every((step) => step % minStep === 0) ? 2 : 1;
}
