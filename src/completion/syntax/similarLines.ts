import { normalLine } from '../document/lines.ts';

/** Shortest line of which nearly all can be the same by more than chance, in UTF-16 code units. */
const shortest = 20;
/** Share of a line that may differ. */
const tolerance = 0.1;

/**
 * Whether two lines say nearly the same: quotes, blanks, commas and semicolons count little, and a
 * tenth of a long line may differ. Lines that differ in a digit are different: tables have them.
 */
export function isNearlySame(one: string, other: string): boolean {
  const [first, second] = [plain(one), plain(other)];
  if (first === second) return /\w/.test(first);
  const longest = Math.max(first.length, second.length);
  const most = Math.floor(longest * tolerance);
  if (longest < shortest || Math.abs(first.length - second.length) > most) return false;
  if (digitsOf(first) !== digitsOf(second)) return false;
  return distanceWithin(first, second, most);
}

function plain(line: string): string {
  return normalLine(line)
    .replaceAll(/["'`]/g, '"')
    .replaceAll(/ ?([^\w\s]) ?/g, '$1')
    .replace(/[;,]+$/, '');
}

function digitsOf(line: string): string {
  return line.replaceAll(/\D/g, '');
}

/** Whether the Levenshtein distance of two lines is at most so much. */
function distanceWithin(one: string, other: string, most: number): boolean {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let column = 1; column <= other.length; column++) {
      const replace = (row[column - 1] ?? 0) + (one[at - 1] === other[column - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > most) return false;
    row = next;
  }
  return (row[other.length] ?? 0) <= most;
}
