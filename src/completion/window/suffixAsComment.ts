import { commentOut } from '../document/comment.ts';

/**
 * The text behind the cursor, for a model that has no mark for it: told in comments, before the text
 * that goes on (SAFIM's suffix-prefix prompt without marks, arXiv:2403.04814).
 *
 * @param language VS Code's identifier of the document's language.
 */
export function suffixAsComment(suffix: string, language: string): string {
  if (suffix.trim() === '') return '';
  const told = `After the cursor:\n${suffix.trimEnd()}\nThe file:`;
  return `${commentOut(told, language)}\n`;
}
