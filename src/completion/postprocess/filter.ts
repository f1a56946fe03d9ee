import type { FilterRule, StopReason } from '../outcome.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';

/** Input of the filters in addition to the text. */
export interface FilterContext {
  readonly place: CursorPlace;
  /** Reason for the end of the generated text. */
  readonly stopReason: StopReason;
}

/** Text to insert at a cursor. */
export interface SuggestionText {
  readonly text: string;
  /** Number of UTF-16 code units after the cursor, on its line, that the text replaces. */
  readonly replaces: number;
}

/** Fill for the next filter, or the reason why nothing is shown. */
export type FilterResult =
  | { readonly kind: 'text'; readonly suggestion: SuggestionText }
  /** `rule` names the rule where that isn't the filter's own. */
  | { readonly kind: 'nothing'; readonly rule?: FilterRule };

/** One step from the generated text to the shown suggestion. */
export interface Filter {
  readonly rule: FilterRule;
  readonly apply: (suggestion: SuggestionText, context: FilterContext) => FilterResult;
}

export function keep(suggestion: SuggestionText): FilterResult {
  return { kind: 'text', suggestion };
}

export function drop(rule?: FilterRule): FilterResult {
  return { kind: 'nothing', ...(rule && { rule }) };
}

/**
 * Returns whether a text may replace the text after the cursor: the text's first line must contain
 * all replaced characters in their order. Editors show no other suggestions.
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
