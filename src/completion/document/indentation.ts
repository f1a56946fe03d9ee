/** Columns that a tab advances to a multiple of, where nothing says otherwise. */
const tabColumns = 4;

/** The white space that a line starts with. */
export function indentationOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** The blanks that a text ends with. */
export function trailingBlanksOf(text: string): string {
  let start = text.length;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  return text.slice(start);
}

/**
 * Returns the width of a piece of white space, in columns.
 *
 * @param tab columns that a tab advances to a multiple of.
 */
export function columnsOf(blanks: string, tab = tabColumns): number {
  let columns = 0;
  for (const blank of blanks) {
    columns += blank === '\t' ? tab - (columns % tab) : 1;
  }
  return columns;
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}
