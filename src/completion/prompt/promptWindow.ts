import { startOfCharacter } from '../document/textView.ts';

/** The share of a window that is given up at once when a text outgrows it. */
const stepShare = 1 / 4;

/**
 * The end of a text that fits into a window, starting at a line where there is one.
 *
 * The start moves in steps and not with every character: a start that slides with the cursor
 * would make each keystroke's prompt differ from its beginning on, and nothing cached could be
 * used again. Between two steps the start stays, so typing only appends.
 *
 * @param size of the window, in UTF-16 code units. The result holds at most that many and, where
 *   the text is longer, at least half of them.
 */
export function endWithin(text: string, size: number): string {
  if (text.length <= size) return text;
  const step = Math.max(1, Math.floor(size * stepShare));
  const start = Math.ceil((text.length - size) / step) * step;
  const lineStart = text.indexOf('\n', start - 1) + 1;
  const isNear = lineStart > 0 && lineStart - start < step && lineStart < text.length;
  return text.slice(isNear ? lineStart : startOfCharacter(text, start));
}

/**
 * The beginning of a text that fits into a window, cut at a line end where there is one.
 *
 * @param size of the window, in UTF-16 code units.
 */
export function beginningWithin(text: string, size: number): string {
  if (text.length <= size) return text;
  const lineEnd = text.lastIndexOf('\n', Math.max(0, size - 1));
  return text.slice(0, lineEnd > 0 ? lineEnd + 1 : startOfCharacter(text, size));
}
