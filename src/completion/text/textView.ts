/**
 * Document as the model receives it, split at the cursor. Line ends are always `\n` here, so that
 * one rule applies to all documents.
 */
export interface TextView {
  /** Text before the cursor. */
  readonly prefix: string;
  /** Text after the cursor. */
  readonly suffix: string;
  /** Cursor's line up to the cursor. */
  readonly lineBefore: string;
  /** Cursor's line from the cursor on, without its line end. */
  readonly lineAfter: string;
  /** Line end of the document. */
  readonly lineEnd: '\n' | '\r\n';
}

/**
 * Splits a document at the cursor.
 *
 * @param text the whole document.
 * @param offset the cursor, in UTF-16 code units from the start. A cursor within a surrogate pair
 *   or between `\r` and `\n` is moved before it: neither half is valid text.
 */
export function createTextView(text: string, offset: number): TextView {
  const cursor = snapToCharacter(text, offset);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const prefix = normalizeLineEnds(text.slice(0, cursor), lineEnd);
  const suffix = normalizeLineEnds(text.slice(cursor), lineEnd);
  const firstBreak = suffix.indexOf('\n');
  return {
    prefix,
    suffix,
    lineBefore: prefix.slice(prefix.lastIndexOf('\n') + 1),
    lineAfter: firstBreak < 0 ? suffix : suffix.slice(0, firstBreak),
    lineEnd,
  };
}

/** Converts the line ends of a text that was generated for a view to those of its document. */
export function toDocumentLineEnds(text: string, view: TextView): string {
  return view.lineEnd === '\n' ? text : text.replaceAll('\n', view.lineEnd);
}

/**
 * Returns whether the text near the cursor is binary. NUL occurs in no source file and in nearly
 * every binary one.
 */
export function looksBinary(view: TextView): boolean {
  const checkedUnits = 8192;
  return (
    view.prefix.slice(-checkedUnits).includes('\0') ||
    view.suffix.slice(0, checkedUnits).includes('\0')
  );
}

/** Returns the offset itself, or the start of the surrogate pair or `\r\n` that it would split. */
export function snapToCharacter(text: string, offset: number): number {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  const splitsPair = isHighSurrogate(before) && isLowSurrogate(after);
  const splitsLineEnd = before === carriageReturn && after === lineFeed;
  return splitsPair || splitsLineEnd ? offset - 1 : offset;
}

const carriageReturn = 13;
const lineFeed = 10;

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Returns a text with `\n` as its line ends. */
export function normalizeLineEnds(text: string, lineEnd: '\n' | '\r\n'): string {
  return lineEnd === '\n' ? text : text.replaceAll('\r\n', '\n');
}
