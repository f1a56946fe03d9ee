import type { NothingReason } from '../outcome.ts';
import type { CompletionRule } from '../rules.ts';
import { cutRepetition } from './cutRepetition.ts';
import { dropBlank } from './dropBlank.ts';
import { dropDuplicateLine } from './dropDuplicateLine.ts';
import { endAtBoundary } from './endAtBoundary.ts';
import type { Fill, Filter, FilterContext } from './filter.ts';
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
  { rule: 'closedBracket', apply: joinClosers },
  { rule: 'repetition', apply: cutRepetition },
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

/** Remaining text, or the reason why nothing remains and the text that was dropped. */
export type Postprocessed =
  | { readonly kind: 'text'; readonly fill: Fill }
  | {
      readonly kind: 'nothing';
      readonly reason: NothingReason;
      readonly dropped: { readonly rule: CompletionRule; readonly text: string };
    };

/** Runs all filters except the disabled ones; the first one that drops the text determines the reason. */
export function postprocess(
  written: Fill,
  context: FilterContext,
  rulesOff: readonly CompletionRule[] = [],
): Postprocessed {
  let fill = written;
  for (const { rule, apply } of pipeline) {
    if (rulesOff.includes(rule)) continue;
    const result = apply(fill, context);
    if (result.kind === 'nothing') return { ...result, dropped: { rule, text: fill.text } };
    ({ fill } = result);
  }
  return { kind: 'text', fill };
}
