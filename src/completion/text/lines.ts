import { isBlank } from './indentation.ts';

/** Line of a text, without its line end. */
export interface Line {
  readonly text: string;
  /** Start of the line, in UTF-16 code units. */
  readonly start: number;
}

/** Maximum number of lines that are searched for one that isn't blank. */
const maxSearchedLines = 20;

/** Returns the lines of a text that end in it; a last line without a line end isn't one of them. */
export function listCompleteLines(text: string): Line[] {
  const lines = listLines(text);
  lines.pop();
  return lines;
}

export function listLines(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const found = { text: line, start };
    start += line.length + 1;
    return found;
  });
}

/** Splits a text into lines as VS Code does: LF, CRLF and CR end a line. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Returns the first line that isn't blank, among the first twenty. */
export function findFirstLineWithText(text: string): string | undefined {
  return text.split('\n', maxSearchedLines).find((line) => !isBlank(line));
}

export function findLastLineWithText(text: string): string | undefined {
  let end = text.length;
  while (end > 0) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    if (!isBlank(line)) return line;
    end = start - 1;
  }
  return undefined;
}

/** Normalizes a line: removes blanks at both ends, and replaces other runs of blanks by one space. */
export function normalizeLine(line: string): string {
  return line.trim().replaceAll(/\s+/g, ' ');
}
