import { countColumns, getIndentation, isBlank } from '../text/indentation.ts';
import { listLines, type Line } from '../text/lines.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import { opensBlock, type BlockShape } from './completionShape.ts';

/** Maximum number of lines of a block. Users do not read a longer suggestion before they accept it. */
const maxLines = 8;

/**
 * Finds the end of the block that a text is in: before a line that indents no more than the code
 * around the block, or after the closing bracket of the block. A paragraph of a block with existing
 * lines also ends at a blank line.
 *
 * @param start start of the first line with text, in UTF-16 code units.
 * @returns the length of the text up to there, or undefined.
 */
export function findBlockEnd(
  text: string,
  start: number,
  place: CursorPlace,
  shape: BlockShape,
): number | undefined {
  const [first, ...lines] = listLines(text).filter((line) => line.start >= start);
  if (first === undefined) return undefined;
  const { lineBefore } = place.view;
  const firstColumns = countIndentation(start === 0 ? `${lineBefore}${first.text}` : first.text);
  const outer = computeOuterColumns(shape, firstColumns, place);
  // The text's first line continues the cursor's own line and can't end the block.
  if (isBlank(lineBefore) && firstColumns <= outer) {
    const end = findEndAtLine(text, first, place);
    if (end !== undefined) return Math.max(0, end);
  }
  const end = findEndAfterFirstLine(lines, {
    text,
    place,
    outer,
    maxParagraphColumns: shape.hasLines ? firstColumns : -1,
  });
  return end && Math.max(0, end);
}

/** Columns that the lines after the first are compared with. */
interface BlockEdges {
  readonly text: string;
  readonly place: CursorPlace;
  readonly outer: number;
  /**
   * Maximum indentation of a line that begins another paragraph after a blank line, in columns; -1:
   * no line does.
   */
  readonly maxParagraphColumns: number;
}

function findEndAfterFirstLine(lines: readonly Line[], edges: BlockEdges): number | undefined {
  const { text, place, outer } = edges;
  let isAfterBlank = false;
  for (const [index, line] of lines.entries()) {
    if (index === maxLines - 1) return line.start - 1;
    const isEmpty = isBlank(line.text);
    const columns = countIndentation(line.text);
    const isPast = columns <= outer || (isAfterBlank && columns <= edges.maxParagraphColumns);
    isAfterBlank = isEmpty;
    if (isEmpty || !isPast || isWithinText(text, line, place)) continue;
    const end = columns > outer ? line.start - 1 : findEndAtLine(text, line, place);
    if (end !== undefined) return end;
  }
  return undefined;
}

/** Returns whether a line is within a string or comment of several lines: its blanks are text. */
function isWithinText(text: string, line: Line, place: CursorPlace): boolean {
  return place.scanText(text.slice(0, line.start)).isMultiline;
}

function countIndentation(line: string): number {
  return countColumns(getIndentation(line));
}

/**
 * Returns the maximum indentation of a line that ends the block, in columns. In Python, a text may
 * continue after a loop in the same function, while its lines indent more than the next line below
 * the cursor.
 */
function computeOuterColumns(shape: BlockShape, firstColumns: number, place: CursorPlace): number {
  const outer = shape.outerColumns ?? firstColumns - 1;
  if (!shape.hasLines || !place.language?.hasIndentedBlocks) return outer;
  const below = countColumns(getIndentation(place.nextLine ?? ''));
  return below <= outer ? below : outer;
}

/** Returns the end of the block before or at a line; undefined where the block continues (`} else {`). */
function findEndAtLine(text: string, line: Line, place: CursorPlace): number | undefined {
  if (!leadingCloserPattern.test(line.text)) return line.start - 1;
  const end = line.start + line.text.length;
  const { depth } = place.scanText(text.slice(0, end));
  if (depth < -place.closableBrackets) return isLastLine(line, text) ? undefined : line.start - 1;
  return isLastLine(line, text) || opensBlock(line.text, place) ? undefined : end;
}

function isLastLine(line: Line, text: string): boolean {
  return line.start + line.text.length === text.length;
}

const leadingCloserPattern = /^\s*(?:[)\]}]|end\b)/;
