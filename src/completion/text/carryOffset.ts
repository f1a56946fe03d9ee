import { countCommonPrefix } from '../commonPrefix.ts';

/** Change of a document, in UTF-16 code units of the text before it. */
export interface TextChange {
  readonly start: number;
  readonly removedLength: number;
  readonly insertedLength: number;
}

/**
 * Returns the position of an offset after a change. Text inserted at the offset itself follows it;
 * an offset within removed text moves to the start of the change.
 */
export function carryOffset(
  offset: number,
  { start, removedLength, insertedLength }: TextChange,
): number {
  if (offset <= start) return offset;
  return offset >= start + removedLength ? offset - removedLength + insertedLength : start;
}

/** Returns the change between two texts as a single range from their first difference to their last. */
export function findTextChange(before: string, after: string): TextChange {
  const maxLength = Math.min(before.length, after.length);
  const start = countCommonPrefix(before, after);
  let end = 0;
  while (
    end < maxLength - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  return {
    start,
    removedLength: before.length - start - end,
    insertedLength: after.length - start - end,
  };
}
