/**
 * The text behind the cursor, for a model that has no mark for it: told in comments, before the text
 * that goes on (SAFIM's suffix-prefix prompt without marks, arXiv:2403.04814).
 *
 * @param lineComment what begins a comment.
 */
export function suffixAsComment(suffix: string, lineComment: string): string {
  if (suffix.trim() === '') return '';
  const lines = suffix.replace(/\n+$/, '').split('\n');
  const told = lines.map((line) => `${lineComment} ${line}`.trimEnd());
  return `${lineComment} After the cursor:\n${told.join('\n')}\n${lineComment} The file:\n`;
}
