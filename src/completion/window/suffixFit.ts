/**
 * How a suffix block fits the text behind the cursor.
 *
 * - `same`: it is the beginning of it.
 * - `near`: nearly; it may wait for a pause. An auto-closed bracket, a change some lines below.
 * - `far`: the cursor has left the block, or what stands right behind it is another text.
 */
export type SuffixFit = 'same' | 'near' | 'far';

/** Longest difference at the cursor that may wait, in UTF-16 code units: a few brackets. */
const mostAtCursor = 8;

/** Text behind the cursor that must be right for a block to fit, in UTF-16 code units. */
const leastRight = 160;

/**
 * Compares a block as it was read with what stands behind the cursor now.
 *
 * @param block the block's text; shorter than the document's rest where it was cut.
 * @param behind all text behind the cursor.
 */
export function suffixFit(block: string, behind: string): SuffixFit {
  if (behind === block || (block !== '' && behind.startsWith(block))) return 'same';
  if (agrees(block, behind)) return 'near';
  for (let length = 1; length <= mostAtCursor; length++) {
    // Typed in front of the block, or typed over its first characters.
    if (isWithinLine(behind, length) && agrees(block, behind.slice(length))) return 'near';
    if (isWithinLine(block, length) && agrees(block.slice(length), behind)) return 'near';
  }
  return 'far';
}

/** Whether both begin alike, as far as it matters. */
function agrees(block: string, behind: string): boolean {
  const length = Math.min(block.length, leastRight);
  if (length === 0) return behind.trim() === '';
  return block.slice(0, length) === behind.slice(0, length);
}

function isWithinLine(text: string, length: number): boolean {
  return text.length >= length && !text.slice(0, length).includes('\n');
}
