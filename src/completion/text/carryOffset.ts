import { commonPrefix } from '../commonPrefix.ts';

/** Change of a document, in UTF-16 code units of the text before it. */
export interface TextChange {
  readonly start: number;
  readonly removed: number;
  readonly inserted: number;
}

/**
 * Returns the position of an offset after a change. Text inserted at the offset itself follows it;
 * an offset within removed text moves to the start of the change.
 */
export function carryOffset(offset: number, { start, removed, inserted }: TextChange): number {
  if (offset <= start) return offset;
  return offset >= start + removed ? offset - removed + inserted : start;
}

/** Returns the change between two texts as a single range from their first difference to their last. */
export function differenceOf(before: string, after: string): TextChange {
  const most = Math.min(before.length, after.length);
  const start = commonPrefix(before, after);
  let end = 0;
  while (
    end < most - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  return { start, removed: before.length - start - end, inserted: after.length - start - end };
}
