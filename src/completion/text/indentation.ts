/** Default tab stop interval, in columns. */
const tabColumns = 4;

/** Returns the white space at the start of a line. */
export function getIndentation(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Returns the blanks at the end of a text. */
export function getTrailingBlanks(text: string): string {
  let start = text.length;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  return text.slice(start);
}

/**
 * Returns the width of a piece of white space, in columns.
 *
 * @param tab tab stop interval, in columns.
 */
export function countColumns(blanks: string, tab = tabColumns): number {
  let columns = 0;
  for (const blank of blanks) {
    columns += blank === '\t' ? tab - (columns % tab) : 1;
  }
  return columns;
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}
