import { countCommonPrefix } from '../commonPrefix.ts';
import { snapToCharacter } from '../text/textView.ts';

/** First lines of a piece of code, as many as fit. */
export interface CodeExcerpt {
  readonly code: string;
  /** Number of lines of `code`. */
  readonly shownLines: number;
  /** Number of lines of the whole code. */
  readonly totalLines: number;
  readonly isCut: boolean;
}

/**
 * Returns the maximum length of code in a question for a window of `windowTokens` tokens, in
 * characters: half of the window at two and a half characters a token, a cautious figure for
 * indented code. The rest is for the surroundings, the conversation and the answer.
 */
export function computeExcerptLimit(windowTokens: number): number {
  return Math.floor((windowTokens / 2) * 2.5);
}

/** Cuts code after the last line that fits into `limit` characters, or inside of a longer first line. */
export function createCodeExcerpt(code: string, limit: number): CodeExcerpt {
  const totalLines = code.split('\n').length;
  if (code.length <= limit) return { code, shownLines: totalLines, totalLines, isCut: false };
  const lastBreak = code.lastIndexOf('\n', limit);
  const shown =
    lastBreak > 0 ? code.slice(0, lastBreak) : code.slice(0, snapToCharacter(code, limit));
  return { code: shown, shownLines: shown.split('\n').length, totalLines, isCut: true };
}

/** Removes the indentation that all lines share; blank lines don't count. */
export function removeSharedIndentation(code: string): string {
  const lines = code.split('\n');
  let shared: string | undefined;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const indentation = /^[ \t]*/u.exec(line)?.[0] ?? '';
    const width = countCommonPrefix(shared ?? indentation, indentation);
    shared = indentation.slice(0, width);
  }
  const width = shared?.length ?? 0;
  if (width === 0) return code;
  return lines
    .map((line) => (line.trim() === '' ? line.trimStart() : line.slice(width)))
    .join('\n');
}
