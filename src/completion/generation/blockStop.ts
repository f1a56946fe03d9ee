import { columnsOf, indentationOf, isBlank } from '../document/indentation.ts';
import { linesOf, type Line } from '../document/lines.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import { opensBlock, type BlockShape } from './completionShape.ts';

/** Most lines of a block. Beyond them a suggestion is no longer read before it is accepted. */
const mostLines = 8;

/**
 * Where the block ends that a text stands in: in front of a line that indents no more than what is
 * around the block, or behind the bracket that closes it.
 *
 * @param start of the first line that says something, in UTF-16 code units.
 * @returns the length of the text up to there, or undefined.
 */
export function blockEndsAt(
  text: string,
  start: number,
  place: CursorPlace,
  shape: BlockShape,
): number | undefined {
  const { lineBefore } = place.view;
  const isOwnLine = isBlank(lineBefore);
  const lines = linesOf(text).filter((line) => line.start >= start);
  const [first] = lines;
  const firstColumns = columnsOf(
    start === 0 ? indentationOf(`${lineBefore}${first?.text ?? ''}`) : indentationOf(first?.text ?? ''),
  );
  const outer = shape.outerColumns ?? firstColumns - 1;
  let lastText = -1;
  for (const [count, line] of lines.entries()) {
    const isFirst = count === 0;
    if (count === mostLines) return line.start - 1;
    if (isBlank(line.text)) continue;
    // The cursor's own line goes on in the text's first line and can't end the block.
    const columns = isFirst ? firstColumns : columnsOf(indentationOf(line.text));
    const isBehindBlank = lastText >= 0 && lastText < count - 1;
    lastText = count;
    if (isFirst && (!isOwnLine || shape.outerColumns === null)) continue;
    const ends = columns <= outer;
    const parts = shape.goesOn && isBehindBlank && columns <= firstColumns;
    if (!ends && !parts) continue;
    if (place.follow(text.slice(0, line.start)).isWithinLines) continue;
    const at = ends ? endAtLine(text, line, place) : line.start - 1;
    if (at !== undefined) return Math.max(0, at);
    if (!line.text.includes('\n') && isLast(line, text)) return undefined;
  }
  return undefined;
}

/** Whether the block ends before a line, with it, or goes on behind it (`} else {`). */
function endAtLine(text: string, line: Line, place: CursorPlace): number | undefined {
  if (!startsWithCloser.test(line.text)) return line.start - 1;
  const end = line.start + line.text.length;
  const { depth } = place.follow(text.slice(0, end));
  if (depth < -place.mayClose) return isLast(line, text) ? undefined : line.start - 1;
  return isLast(line, text) || opensBlock(line.text, place) ? undefined : end;
}

function isLast(line: Line, text: string): boolean {
  return line.start + line.text.length === text.length;
}

const startsWithCloser = /^\s*(?:[)\]}]|end\b)/;
