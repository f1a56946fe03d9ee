import type { Outcome } from '../outcome.ts';
import type { CompletionRule } from '../rules.ts';
import { cutRepetition } from './cutRepetition.ts';
import { dropBlank } from './dropBlank.ts';
import { dropDuplicateLine } from './dropDuplicateLine.ts';
import { endAtBoundary } from './endAtBoundary.ts';
import type { SuggestionText, Filter, FilterContext } from './filter.ts';
import { joinClosers } from './joinClosers.ts';
import { keepBalance } from './keepBalance.ts';
import { keepSyntax } from './keepSyntax.ts';
import { matchIndentation } from './matchIndentation.ts';
import { trimSuffixOverlap } from './trimSuffixOverlap.ts';
import { useCursorLine } from './useCursorLine.ts';

/** Filters from the generated text to the shown suggestion, in this order. */
const pipeline: readonly Filter[] = [
  { rule: 'boundary', apply: endAtBoundary },
  { rule: 'cursorLine', apply: useCursorLine },
  { rule: 'suffixOverlap', apply: trimSuffixOverlap },
  { rule: 'closers', apply: joinClosers },
  { rule: 'repeatedLines', apply: cutRepetition },
  { rule: 'indentation', apply: matchIndentation },
  { rule: 'brackets', apply: keepBalance },
  { rule: 'syntax', apply: keepSyntax },
  // A shortened text may again end in text that follows the cursor.
  { rule: 'suffixOverlap', apply: trimSuffixOverlap },
  { rule: 'duplicateLine', apply: dropDuplicateLine },
  { rule: 'blank', apply: dropBlank },
  // The text may no longer parse without the parts that these filters removed, such as a line break.
  { rule: 'syntax', apply: keepSyntax },
];

/** Remaining text, or the outcome with the text that was dropped. */
export type PostprocessResult =
  | { readonly kind: 'text'; readonly suggestion: SuggestionText }
  | { readonly kind: 'nothing'; readonly outcome: Outcome };

/** Runs all filters except the disabled ones; the first one that drops the text determines the reason. */
export function postprocess(
  raw: SuggestionText,
  context: FilterContext,
  disabledRules: readonly CompletionRule[] = [],
): PostprocessResult {
  let suggestion = raw;
  for (const { rule, apply } of pipeline) {
    if (disabledRules.includes(rule)) continue;
    const result = apply(suggestion, context);
    if (result.kind === 'nothing') {
      const outcome = {
        stage: 'filter',
        rule: result.rule ?? rule,
        text: suggestion.text,
      } as const;
      return { kind: 'nothing', outcome };
    }
    ({ suggestion } = result);
  }
  return { kind: 'text', suggestion };
}
