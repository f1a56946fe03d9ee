import { carryOffset, type TextChange } from '../../completion/text/carryOffset.ts';

/** Returns whether a change is at the cursor. */
export function isAtCursor(
  { start, removedLength }: TextChange,
  cursor: number | undefined,
): boolean {
  return cursor !== undefined && start <= cursor && cursor <= start + removedLength;
}

/**
 * Finds the cursor after changes: after the text that was typed at it, otherwise at its old place in
 * the text.
 */
export function findCursorAfter(
  changes: readonly TextChange[],
  before: number | undefined,
  text: string,
): number {
  return changes.reduce<number>(
    (cursor, change) => {
      if (!isAtCursor(change, cursor)) return carryOffset(cursor, change);
      const end = change.start + change.insertedLength;
      // Editors insert the closing bracket or quote at once and leave the cursor in between.
      const isPair =
        change.insertedLength === 2 && autoClosedPairs.has(text.slice(change.start, end));
      return isPair ? end - 1 : end;
    },
    before ?? changes[0]?.start ?? 0,
  );
}

const autoClosedPairs = new Set(['()', '[]', '{}', '""', "''", '``']);
