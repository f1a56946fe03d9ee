import { cutAtClosedBracket } from './cutAtClosedBracket.ts';
import { dropDuplicateLine } from './dropDuplicateLine.ts';
import { endAtBoundary } from './endAtBoundary.ts';
import { keep, type Filter, type FilterContext, type FilterResult } from './filter.ts';
import { releaseHeldBlanks } from './releaseHeldBlanks.ts';
import { trimEnd } from './trimEnd.ts';
import { trimSuffixOverlap } from './trimSuffixOverlap.ts';

/** From what the model wrote to what is shown, in this order. */
const pipeline: readonly Filter[] = [
  endAtBoundary,
  releaseHeldBlanks,
  cutAtClosedBracket,
  trimSuffixOverlap,
  trimEnd,
  dropDuplicateLine,
];

/** Runs all filters; the first that drops the text gives the reason. */
export function postprocess(text: string, context: FilterContext): FilterResult {
  let result = keep(text);
  for (const filter of pipeline) {
    if (result.kind === 'nothing') break;
    result = filter(result.text, context);
  }
  return result;
}
