import type { TextView } from '../document/textView.ts';
import type { NothingReason, StopReason } from '../outcome.ts';

/** What filters know about the completion that they look at. */
export interface FilterContext {
  readonly view: TextView;
  /** Blanks before the cursor that the text is expected to begin with. */
  readonly heldBack: string;
  /** Why the model's text ended where it does. */
  readonly stopReason: StopReason;
}

/** A text that goes on to the next filter, or the reason why nothing is shown. */
export type FilterResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nothing'; readonly reason: NothingReason };

export type Filter = (text: string, context: FilterContext) => FilterResult;

export function keep(text: string): FilterResult {
  return { kind: 'text', text };
}

export function drop(reason: NothingReason): FilterResult {
  return { kind: 'nothing', reason };
}
