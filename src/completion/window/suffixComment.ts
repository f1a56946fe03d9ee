import { commentOut } from '../text/comment.ts';

/**
 * Returns the text after the cursor as comments before the prefix, for a model without FIM tokens
 * (SAFIM's suffix-prefix prompt without FIM tokens, arXiv:2403.04814).
 *
 * @param language VS Code's identifier of the document's language.
 */
export function renderSuffixComment(suffix: string, language: string): string {
  if (suffix.trim() === '') return '';
  const commentText = `After the cursor:\n${suffix.trimEnd()}\nThe file:`;
  return `${commentOut(commentText, language)}\n`;
}
