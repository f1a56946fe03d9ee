import { isBlank } from './indentation.ts';

/** A line of a text, without its end. */
export interface Line {
  readonly text: string;
  /** Its start, in UTF-16 code units. */
  readonly start: number;
}

/** Lines that are looked at for one that isn't blank. */
const nearby = 20;

/** The lines of a text that end in it; a last line without its end isn't one. */
export function completeLines(text: string): Line[] {
  const lines = linesOf(text);
  lines.pop();
  return lines;
}

export function linesOf(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const found = { text: line, start };
    start += line.length + 1;
    return found;
  });
}

/** A text's lines as VS Code counts them: LF, CRLF and CR end a line. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** The first line that isn't blank, among the first twenty. */
export function firstLineWithText(text: string): string | undefined {
  return text.split('\n', nearby).find((line) => !isBlank(line));
}

export function lastLineWithText(text: string): string | undefined {
  let end = text.length;
  while (end > 0) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    if (!isBlank(line)) return line;
    end = start - 1;
  }
  return undefined;
}

/** A line as far as it says something: blanks at its ends and their number don't count. */
export function normalLine(line: string): string {
  return line.trim().replaceAll(/\s+/g, ' ');
}
