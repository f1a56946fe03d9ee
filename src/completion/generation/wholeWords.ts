import { isBlank } from '../document/indentation.ts';

/**
 * Drops the word that a text ends in: nothing says whether it is whole.
 *
 * @returns '' where only blanks are left.
 */
export function dropLastWord(text: string): string {
  const rest = text.replace(/[\p{L}\p{N}_$]+$/u, '');
  return isBlank(rest) ? '' : rest;
}
