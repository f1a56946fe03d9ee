import { carryOffset } from '../text/carryOffset.ts';
import { asChange, type Edit } from './offerFate.ts';

/** Range of accepted text, in UTF-16 code units. */
export interface AcceptedText {
  readonly start: number;
  readonly end: number;
}

/** Accepted text after an edit. */
export interface Carried {
  /** Remaining range; undefined where nothing is left. */
  readonly accepted: AcceptedText | undefined;
  /** True where the edit deleted some of it. */
  readonly isTakenBack: boolean;
}

/** Carries accepted text along through an edit. */
export function carryAccepted({ start, end }: AcceptedText, edit: Edit): Carried {
  const change = asChange(edit);
  const isTouched = edit.start < end && edit.start + edit.removed > start;
  const moved = { start: carryOffset(start, change), end: carryOffset(end, change) };
  return {
    accepted: moved.start < moved.end ? moved : undefined,
    isTakenBack: isTouched && edit.removed > 0 && edit.inserted === '',
  };
}
