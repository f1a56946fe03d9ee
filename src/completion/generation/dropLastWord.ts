import { isBlank } from '../text/indentation.ts';

/**
 * Drops the last word of a text, which may be incomplete.
 *
 * @returns '' where only blanks are left.
 */
export function dropLastWord(text: string): string {
  const rest = text.replace(/[\p{L}\p{N}_$]+$/u, '');
  return isBlank(rest) ? '' : rest;
}
