import { normalizeLine } from '../text/lines.ts';

/**
 * Returns whether two lines are equal apart from quotes, blanks, and commas and semicolons at the
 * end. A different name or number makes a different line: tables and declarations have many of
 * these.
 */
export function isSimilarLine(one: string, other: string): boolean {
  const [first, second] = [normalizeSyntax(one), normalizeSyntax(other)];
  return first === second && /\w/.test(first);
}

function normalizeSyntax(line: string): string {
  return normalizeLine(line)
    .replaceAll(/["'`]/g, '"')
    .replaceAll(/ ?([^\w\s]) ?/g, '$1')
    .replace(/[;,]+$/, '');
}
