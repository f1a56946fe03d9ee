import { columnsOf, indentationOf, isBlank } from '../document/indentation.ts';
import type { TextView } from '../document/textView.ts';
import type { StopReason } from '../outcome.ts';
import type { CompletionShape } from './completionShape.ts';
import { loopAtEnd, repeatedLineAtEnd } from './repetition.ts';

/** Where a completion ends and why. */
export interface Stop {
  /** How much of the text is kept, in UTF-16 code units. */
  readonly length: number;
  readonly reason: StopReason;
}

/** Most lines of a block. Beyond them a suggestion is no longer read before it is accepted. */
const mostLines = 8;
/** Most blank lines that may come before the first line with text. */
const mostLeadingBlankLines = 2;

/**
 * Decides, after each token, whether the text is complete. Where a completion stops matters more
 * for its worth than how it was asked for.
 *
 * @param text all that was drawn so far, the blanks that the prompt held back included.
 */
export function stopAt(text: string, shape: CompletionShape, view: TextView): Stop | undefined {
  return (
    lineComplete(text, shape, view) ??
    blockComplete(text, shape, view) ??
    runsIntoSuffix(text, view) ??
    repeatsItself(text)
  );
}

function lineComplete(text: string, shape: CompletionShape, view: TextView): Stop | undefined {
  if (shape.kind !== 'line') return undefined;
  const start = isBlank(view.lineBefore) ? firstTextLine(text) : 0;
  if (start === undefined) return tooManyBlankLines(text);
  const end = text.indexOf('\n', start);
  return end < 0 ? undefined : { length: end, reason: 'lineEnd' };
}

function blockComplete(text: string, shape: CompletionShape, view: TextView): Stop | undefined {
  if (shape.kind !== 'block') return undefined;
  const start = firstTextLine(text);
  if (start === undefined) return tooManyBlankLines(text);
  // The cursor's own line goes on in the text's first line and can't end the block.
  let lineStart = isBlank(view.lineBefore) ? start : text.indexOf('\n') + 1;
  if (lineStart === 0 && !isBlank(view.lineBefore)) return undefined;
  for (let count = 0; lineStart < text.length; count++) {
    if (count === mostLines) return { length: lineStart - 1, reason: 'blockEnd' };
    const next = text.indexOf('\n', lineStart);
    const line = text.slice(lineStart, next < 0 ? text.length : next);
    if (!isBlank(line) && columnsAt(line) <= shape.openerColumns) {
      if (!startsWithCloser.test(line) || suffixCloses(line, view)) {
        return { length: Math.max(0, lineStart - 1), reason: 'blockEnd' };
      }
      return next < 0 ? undefined : { length: next, reason: 'blockEnd' };
    }
    if (next < 0) return undefined;
    lineStart = next + 1;
  }
  return undefined;
}

const startsWithCloser = /^\s*(?:[)\]}]|end\b)/;

function suffixCloses(line: string, view: TextView): boolean {
  return view.suffix.trimStart().startsWith(line.trim().slice(0, 1));
}

function columnsAt(line: string): number {
  return columnsOf(indentationOf(line));
}

/** A complete line that stands behind the cursor next: the document goes on from there. */
function runsIntoSuffix(text: string, view: TextView): Stop | undefined {
  const nextLine = firstLineWithText(view.suffix.slice(view.lineAfter.length + 1));
  if (nextLine === undefined) return undefined;
  const lastBreak = text.lastIndexOf('\n');
  if (lastBreak < 0) return undefined;
  const lineStart = lastBreak === 0 ? 0 : text.lastIndexOf('\n', lastBreak - 1) + 1;
  // A first line that continues the cursor's line isn't a line of its own.
  if (lineStart === 0 && !isBlank(view.lineBefore)) return undefined;
  const line = text.slice(lineStart, lastBreak);
  if (line.trim() !== nextLine.trim()) return undefined;
  // Brackets look alike; those of an inner block are told from those behind by their indentation.
  if (!/\w/.test(line) && columnsAt(line) !== columnsAt(nextLine)) return undefined;
  return { length: Math.max(0, lineStart - 1), reason: 'suffix' };
}

function repeatsItself(text: string): Stop | undefined {
  const beforeRepeatedLine = repeatedLineAtEnd(text);
  if (beforeRepeatedLine !== undefined) return { length: beforeRepeatedLine, reason: 'repetition' };
  const firstUnitEnd = loopAtEnd(text, 4, 3);
  if (firstUnitEnd === undefined) return undefined;
  // A loop of lines is cut after its first turn; a line that runs in circles is worth nothing.
  const isLoopOfLines = text.includes('\n', firstUnitEnd);
  const lineStart = Math.max(0, text.lastIndexOf('\n', firstUnitEnd - 1));
  return { length: isLoopOfLines ? firstUnitEnd : lineStart, reason: 'repetition' };
}

/** Start of the first line that holds more than blanks. */
function firstTextLine(text: string): number | undefined {
  const first = text.search(/\S/);
  return first < 0 ? undefined : text.lastIndexOf('\n', first) + 1;
}

function tooManyBlankLines(text: string): Stop | undefined {
  return text.split('\n').length - 1 > mostLeadingBlankLines
    ? { length: 0, reason: 'lineEnd' }
    : undefined;
}

function firstLineWithText(text: string): string | undefined {
  return text.split('\n', 20).find((line) => !isBlank(line));
}
