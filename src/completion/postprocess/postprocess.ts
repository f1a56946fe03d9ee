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

/** From what the model wrote to what is shown, in this order. */
const pipeline: readonly Filter[] = [
  { rule: 'boundary', apply: endAtBoundary },
  { rule: 'cursorLine', apply: useCursorLine },
  { rule: 'suffixOverlap', apply: trimSuffixOverlap },
  { rule: 'closedBracket', apply: joinClosers },
  { rule: 'repetition', apply: cutRepetition },
  { rule: 'indentation', apply: matchIndentation },
  { rule: 'brackets', apply: keepBalance },
  { rule: 'syntax', apply: keepSyntax },
  // What was cut may end in what follows the cursor.
  { rule: 'suffixOverlap', apply: trimSuffixOverlap },
  { rule: 'duplicateLine', apply: dropDuplicateLine },
  { rule: 'blank', apply: dropBlank },
  // Without what these took off, a line break for one, it may no longer parse.
  { rule: 'syntax', apply: keepSyntax },
];

/** Text that is left to show, or the reason why there is none and the text that was discarded. */
export type Postprocessed =
  | { readonly kind: 'text'; readonly fill: Fill }
  | {
      readonly kind: 'nothing';
      readonly reason: NothingReason;
      readonly dropped: { readonly rule: CompletionRule; readonly text: string };
    };

/** Runs all filters but those that are off; the first that drops the text gives the reason. */
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
