import type { NothingReason, StopReason } from '../outcome.ts';
import type { CompletionRule } from '../rules.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';

/** Input of the filters besides the text. */
export interface FilterContext {
  readonly place: CursorPlace;
  /** Why the model's text ended where it does. */
  readonly stopReason: StopReason;
}

/** A text for a cursor. */
export interface Fill {
  readonly text: string;
  /** UTF-16 code units behind the cursor, on its line, that the text takes the place of. */
  readonly replaces: number;
}

/** A fill that goes on to the next filter, or the reason why nothing is shown. */
export type FilterResult =
  | { readonly kind: 'text'; readonly fill: Fill }
  | { readonly kind: 'nothing'; readonly reason: NothingReason };

/** One step from what the model wrote to what is shown. */
export interface Filter {
  readonly rule: CompletionRule;
  readonly apply: (fill: Fill, context: FilterContext) => FilterResult;
}

export function keep(fill: Fill): FilterResult {
  return { kind: 'text', fill };
}

export function drop(reason: NothingReason): FilterResult {
  return { kind: 'nothing', reason };
}

/**
 * Returns whether a text may replace the text after the cursor: all characters of that occur in
 * the text's first line, in their order. Editors show no other.
 */
export function mayReplace(replaced: string, text: string): boolean {
  const [line = ''] = text.split('\n', 1);
  let from = 0;
  for (const character of replaced) {
    const at = line.indexOf(character, from);
    if (at < 0) return false;
    from = at + character.length;
  }
  return true;
}
