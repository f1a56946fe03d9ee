import { toDocumentLineEnds } from '../../completion/text/textView.ts';
import { computeConfidence } from '../../completion/confidence/confidence.ts';
import { findConfidentPrefix } from '../../completion/confidence/confidentPrefix.ts';
import type { StopReason } from '../../completion/outcome.ts';
import { postprocess, type PostprocessResult } from '../../completion/postprocess/postprocess.ts';
import type { CompletionRule } from '../../completion/rules.ts';
import type { CompleteResult } from '../protocol.ts';
import type { RequestMeter } from '../metering/requestMeter.ts';
import type { GeneratedCompletion } from '../infill/completionGenerator.ts';
import type { RequestContext } from './requestRunner.ts';
import { filterBySuffixLikelihood } from './suffixLikelihoodFilter.ts';

/**
 * Filters a generated completion: confidence, the filters of the text, and the likelihood of the
 * suffix.
 */
export async function filterCompletion(
  completion: GeneratedCompletion,
  context: RequestContext,
): Promise<CompleteResult> {
  const { at, cache, meter, model, params } = context;
  const { generation } = completion;
  const answer = toAnswer(completion, at.disabledRules, meter);
  const { window } = cache.live;
  return filterBySuffixLikelihood({ answer, generation }, params, at, { model, window, meter });
}

/** Turns a generation into the answer to its request, without the suffix-likelihood filter. */
export function toAnswer(
  { generation, place }: GeneratedCompletion,
  disabledRules: readonly CompletionRule[],
  meter: RequestMeter,
): CompleteResult {
  const { text: raw, stopReason, textTokens } = generation;
  const confidence = computeConfidence(raw, textTokens) ?? null;
  const filtered = filterGeneration({ generation, place }, disabledRules);
  const generationReport = { raw, confidence };
  if (filtered.kind === 'nothing') {
    const { outcome } = filtered;
    meter.setWastedTokens(meter.decodeSteps);
    return { kind: 'nothing', outcome, stopReason, generationReport, metrics: meter.metrics };
  }
  const { text, replaces } = filtered.suggestion;
  // If the text was cut, the share of steps whose text isn't shown is wasted.
  const shownShare = raw === '' ? 0 : text.length / raw.length;
  meter.setWastedTokens(Math.floor(meter.decodeSteps * Math.max(0, 1 - shownShare)));
  return {
    kind: 'text',
    text: toDocumentLineEnds(text, place.view),
    replaces,
    stopReason,
    generationReport,
    metrics: meter.metrics,
  };
}

/** Runs the confidence filter and the filters of the text. */
function filterGeneration(
  { generation: { text: raw, stopReason, textTokens }, place }: GeneratedCompletion,
  disabledRules: readonly CompletionRule[],
): PostprocessResult {
  if (raw === '' && emptyReasons.includes(stopReason))
    return { kind: 'nothing', outcome: { stage: 'generation', rule: stopReason } };
  const drop = (rule: 'confidence' | 'confidentPrefix'): PostprocessResult => ({
    kind: 'nothing',
    outcome: { stage: 'filter', rule, text: raw },
  });
  const confidentPrefix = findConfidentPrefix(raw, textTokens);
  if (confidentPrefix.isLowConfidence && !disabledRules.includes('confidence'))
    return drop('confidence');
  const isCut = !disabledRules.includes('confidentPrefix');
  if (isCut && confidentPrefix.length === 0) return drop('confidentPrefix');
  const text = isCut ? raw.slice(0, confidentPrefix.length) : raw;
  return postprocess({ text, replaces: 0 }, { place, stopReason }, disabledRules);
}

/** Reasons that are the outcome where decoding stopped before the first character. */
const emptyReasons: readonly StopReason[] = [
  'endOfText',
  'lineEnd',
  'blockEnd',
  'suffixReached',
  'closerReached',
  'repetition',
  'lowConfidence',
];
