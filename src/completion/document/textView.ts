/**
 * A document as the model is to see it from the cursor. Line ends are `\n` here whatever the
 * document has, so that one rule serves all of them.
 */
export interface TextView {
  /** Everything before the cursor. */
  readonly prefix: string;
  /** Everything behind the cursor. */
  readonly suffix: string;
  /** The cursor's line up to the cursor. */
  readonly lineBefore: string;
  /** The cursor's line from the cursor on, without its line end. */
  readonly lineAfter: string;
  /** The document's own line end. */
  readonly lineEnd: '\n' | '\r\n';
}

/**
 * Cuts a document at the cursor.
 *
 * @param text the whole document.
 * @param offset the cursor, in UTF-16 code units from the start. A cursor within a surrogate pair
 *   or between `\r` and `\n` is moved in front of it: neither half is a text.
 */
export function viewAt(text: string, offset: number): TextView {
  const cursor = startOfCharacter(text, offset);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const prefix = withNewlines(text.slice(0, cursor), lineEnd);
  const suffix = withNewlines(text.slice(cursor), lineEnd);
  const firstBreak = suffix.indexOf('\n');
  return {
    prefix,
    suffix,
    lineBefore: prefix.slice(prefix.lastIndexOf('\n') + 1),
    lineAfter: firstBreak < 0 ? suffix : suffix.slice(0, firstBreak),
    lineEnd,
  };
}

/** Gives a text that was made for a view the line ends of its document. */
export function inDocumentLineEnds(text: string, view: TextView): string {
  return view.lineEnd === '\n' ? text : text.replaceAll('\n', view.lineEnd);
}

/**
 * Returns whether the text near the cursor is data rather than text. NUL occurs in no source file and in
 * nearly every binary one.
 */
export function looksBinary(view: TextView): boolean {
  const reach = 8192;
  return view.prefix.slice(-reach).includes('\0') || view.suffix.slice(0, reach).includes('\0');
}

/** The offset itself, or the start of the surrogate pair or of the `\r\n` that it would split. */
export function startOfCharacter(text: string, offset: number): number {
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

/** A text with `\n` for its line ends. */
export function withNewlines(text: string, lineEnd: '\n' | '\r\n'): string {
  return lineEnd === '\n' ? text : text.replaceAll('\r\n', '\n');
}
