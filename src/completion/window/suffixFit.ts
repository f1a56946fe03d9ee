/**
 * Relation of a suffix block, as it was read, to the text after the cursor.
 *
 * - `same`: the block is the beginning of the text.
 * - `near`: both agree as far as it matters for the next tokens; the rest may wait for a pause.
 * - `far`: the text at the cursor differs.
 */
export type SuffixFit = 'same' | 'near' | 'far';

/**
 * Minimum length of the text after the cursor that must agree, in UTF-16 code units. A difference at the
 * cursor itself, even one bracket that the editor closed, makes models repeat or omit the text there.
 */
const minAgreement = 160;

/**
 * Compares a suffix block with the document.
 *
 * @param block the block's text; shorter than the document's rest where it was cut.
 * @param after all text after the cursor.
 */
export function compareSuffix(block: string, after: string): SuffixFit {
  if (after === block) return 'same';
  // A blank block was read at the end of a file and says nothing about text elsewhere.
  if (block.trim() === '') return after.trim() === '' ? 'near' : 'far';
  if (after.startsWith(block)) return 'same';
  const length = Math.min(block.length, minAgreement);
  return block.slice(0, length) === after.slice(0, length) ? 'near' : 'far';
}
