import { normalLine } from '../document/lines.ts';

/**
 * Returns whether two lines are equal but for quotes, blanks, and commas and semicolons at the end.
 * A line with another name or number is another line: tables and declarations are full of them.
 */
export function isNearlySame(one: string, other: string): boolean {
  const [first, second] = [plain(one), plain(other)];
  return first === second && /\w/.test(first);
}

function plain(line: string): string {
  return normalLine(line)
    .replaceAll(/["'`]/g, '"')
    .replaceAll(/ ?([^\w\s]) ?/g, '$1')
    .replace(/[;,]+$/, '');
}
