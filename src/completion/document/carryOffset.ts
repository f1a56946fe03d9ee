import { commonPrefix } from '../commonPrefix.ts';

/** A change of a document, in UTF-16 code units of the text before it. */
export interface TextChange {
  readonly start: number;
  readonly removed: number;
  readonly inserted: number;
}

/**
 * Returns a place of a document after a change. Text that is inserted at the place itself comes to
 * stand after it; a place within removed text moves to where that was.
 */
export function carryOffset(offset: number, { start, removed, inserted }: TextChange): number {
  if (offset <= start) return offset;
  return offset >= start + removed ? offset - removed + inserted : start;
}

/** The one change between two texts: all from their first difference to their last. */
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
