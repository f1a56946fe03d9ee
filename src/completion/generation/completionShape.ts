import { countColumns, getIndentation, isBlank } from '../text/indentation.ts';
import { findLastLineWithText } from '../text/lines.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import type { CursorNode } from '../syntax/syntaxTree.ts';

/** Extent of a completion. */
export type CompletionShape =
  | {
      /** Rest of the line, or the first line that isn't blank. */
      readonly kind: 'line';
      /** True where a line that opens a block may continue to the block's end. */
      readonly mayOpenBlock: boolean;
    }
  /** Lines of the block around the cursor. */
  | BlockShape;

export interface BlockShape {
  readonly kind: 'block';
  /**
   * Maximum indentation of a line that ends the block, in columns; null where the text's own first
   * line determines the block's indentation.
   */
  readonly outerColumns: number | null;
  /** True where the block already holds lines: the text is a paragraph of it rather than all of it. */
  readonly hasLines: boolean;
}

/**
 * Chooses a line or a block by the syntax at the cursor: a block on an empty line and after a block
 * opener; a line within lines, strings, comments and the brackets of calls.
 */
export function resolveShape(place: CursorPlace, lines: 'auto' | 'single'): CompletionShape {
  const { view } = place;
  if (lines === 'single' || !closersPattern.test(view.lineAfter)) return singleLineShape;
  if (place.kind !== 'code' || isText(place.syntaxTree?.cursorNode)) return singleLineShape;
  const opener = findLastLineWithText(view.prefix);
  const isInLine = !isBlank(view.lineBefore);
  if (isInLine && isAmongArguments(place)) return { kind: 'line', mayOpenBlock: true };
  if (opener !== undefined && opensBlock(opener, place)) {
    return { kind: 'block', outerColumns: countHeaderColumns(opener, place), hasLines: false };
  }
  if (isInLine) return { kind: 'line', mayOpenBlock: true };
  // A header of several lines ends with its bracket; the parser reports that it opened a block.
  const isEmpty = place.syntaxTree?.cursorNode === 'emptyBlock';
  const outerColumns = view.lineBefore !== '' ? countColumns(view.lineBefore) - 1 : null;
  return { kind: 'block', outerColumns, hasLines: !isEmpty };
}

/** Returns the indentation of a block's header, which may have several lines, in columns. */
function countHeaderColumns(opener: string, { nextLine }: CursorPlace): number {
  const columns = countColumns(getIndentation(opener));
  const isClosedBelow = nextLine !== undefined && /^\s*[)\]}]/.test(nextLine);
  return isClosedBelow ? Math.min(columns, countColumns(getIndentation(nextLine))) : columns;
}

const singleLineShape: CompletionShape = { kind: 'line', mayOpenBlock: false };

/** Text that an editor inserts after the cursor automatically, or nothing. */
export const closersPattern = /^[\s)\]}'"`;,]*$/;

function isText(node: CursorNode | undefined): boolean {
  return node === 'string' || node === 'comment';
}

/**
 * Returns whether the cursor is after an opening bracket of a call or list. Arguments continue the
 * line, unless a new line was begun.
 */
function isAmongArguments({ view, innermost, syntaxTree }: CursorPlace): boolean {
  if (/[{]\s*$/.test(view.lineBefore)) return false;
  return (
    syntaxTree?.cursorNode === 'arguments' || /[([]\s*$/.test(view.lineBefore) || innermost === '['
  );
}

const trailingOpenerPattern = /(?:[{([]|=>|\b(?:do|then|else|begin))\s*$/;

/** Returns whether a line ends by opening a block: a bracket, Python's colon, an arrow function's body. */
export function opensBlock(line: string, { language, innermost }: CursorPlace): boolean {
  const code = language ? stripLineComment(line, language.lineComments) : line;
  if (trailingOpenerPattern.test(code)) return true;
  // Within brackets a colon separates the parts of a slice, or a key from its value.
  return language?.hasIndentedBlocks === true && innermost === undefined && /:\s*$/.test(code);
}

/** Returns the line without a comment at its end. */
function stripLineComment(line: string, delimiters: readonly string[]): string {
  const at = Math.max(-1, ...delimiters.map((mark) => line.lastIndexOf(` ${mark}`)));
  return at < 0 ? line : line.slice(0, at);
}
