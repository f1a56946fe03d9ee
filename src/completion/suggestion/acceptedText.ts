import { carryOffset } from '../text/carryOffset.ts';
import { toTextChange, type Edit } from './suggestionOutcome.ts';

/** Range of accepted text, in UTF-16 code units. */
export interface AcceptedText {
  readonly start: number;
  readonly end: number;
}

/** Accepted text after an edit. */
export interface AcceptedTextUpdate {
  /** Remaining range; undefined where nothing is left. */
  readonly accepted: AcceptedText | undefined;
  /** True where the edit deleted some of it. */
  readonly isDeleted: boolean;
}

/** Carries accepted text along through an edit. */
export function carryAcceptedText({ start, end }: AcceptedText, edit: Edit): AcceptedTextUpdate {
  const change = toTextChange(edit);
  const isTouched = edit.start < end && edit.start + edit.removedLength > start;
  const moved = { start: carryOffset(start, change), end: carryOffset(end, change) };
  return {
    accepted: moved.start < moved.end ? moved : undefined,
    isDeleted: isTouched && edit.removedLength > 0 && edit.insertedText === '',
  };
}
