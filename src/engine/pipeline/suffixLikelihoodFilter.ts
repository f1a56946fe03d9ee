import { normalizeLineEnds } from '../../completion/text/textView.ts';
import { confidenceThresholds } from '../../completion/confidence/confidenceThresholds.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { LanguageModel } from '../backend/languageModel.ts';
import type { CompleteParams, CompleteResult } from '../protocol.ts';
import { invalidate, type KvWindow } from '../kv/kvWindow.ts';
import type { RequestMeter } from '../metering/requestMeter.ts';
import type { Generation } from '../sequence/generate.ts';
import {
  evaluateInSlices,
  computeSuffixLikelihood,
  tokenizeSuffix,
  countTokensUpTo,
} from '../sequence/suffixLikelihood.ts';

/** Model and window that generated a text, and the meter of the request. */
interface FilterTarget {
  readonly model: LanguageModel;
  readonly window: KvWindow;
  readonly meter: RequestMeter;
}

/**
 * Rejects a completion that makes the suffix less likely. Runs on an accelerator, where the check is
 * cheap, or where the request requires it. The caller holds the lease of the model.
 */
export async function filterBySuffixLikelihood(
  { answer, generation }: { readonly answer: CompleteResult; readonly generation: Generation },
  { shouldFilterBySuffixOnCpu = false }: CompleteParams,
  { view, disabledRules }: WindowView,
  target: FilterTarget,
): Promise<CompleteResult> {
  const shouldRun = shouldFilterBySuffixOnCpu || target.model.summary.device !== 'cpu';
  if (answer.kind === 'nothing' || !shouldRun || disabledRules.includes('suffixLikelihood'))
    return answer;
  const text = normalizeLineEnds(answer.text, view.lineEnd);
  const suffix = view.suffix.slice(answer.replaces);
  if (await isSuffixLikely(target, generation, suffix, text.length)) return answer;
  target.meter.setWastedTokens(target.meter.decodeSteps);
  const { stopReason, generationReport, metrics } = answer;
  const outcome = { stage: 'filter', rule: 'suffixLikelihood', text } as const;
  return { kind: 'nothing', outcome, stopReason, generationReport, metrics };
}

/**
 * Returns whether the suffix is at least as likely with a text before it as without. Evaluates two
 * batches of a dozen tokens and then restores the window; an accelerator takes the time of two or
 * three tokens for them.
 *
 * @param suffix the text after the cursor.
 * @param shownLength length of the text that would be shown, in UTF-16 code units.
 */
async function isSuffixLikely(
  { model, window, meter }: FilterTarget,
  { sampledTokens, textTokens }: Generation,
  suffix: string,
  shownLength: number,
): Promise<boolean> {
  const { sequence, state } = window;
  const suffixTokens = tokenizeSuffix(suffix, model.vocabulary);
  if (state.kind === 'empty' || suffixTokens.length === 0) return true;
  const last = state.layout.tokens.at(-1);
  if (last === undefined) return true;
  const cells = state.layout.tokens.length - 1;
  const tokens = sampledTokens.map(({ token }) => token);
  const shownTokens = countTokensUpTo(textTokens, shownLength);
  const healedTokens = model.vocabulary.tokenizeContinuation(state.layout.healedPrefix);
  // With its last cell filled, the library would erase the window's beginning.
  const room = sequence.capacity - cells - Math.max(shownTokens, healedTokens.length) - 1;
  const comparedTokens = suffixTokens.slice(0, Math.max(0, room));
  if (comparedTokens.length === 0) return true;
  // Invalidates the window while the sequence is rewritten.
  invalidate(window);
  await sequence.truncate(cells);
  const likelihoodWithout = await computeSuffixLikelihood(
    sequence,
    [last, ...healedTokens],
    comparedTokens,
  );
  await sequence.truncate(cells);
  const likelihoodWith = await computeSuffixLikelihood(
    sequence,
    [last, ...tokens.slice(0, shownTokens)],
    comparedTokens,
  );
  await sequence.truncate(cells + shownTokens);
  await evaluateInSlices(sequence, tokens.slice(Math.max(0, shownTokens - 1), -1));
  window.recordSampled(sampledTokens);
  const evaluatedTokens = 2 * comparedTokens.length + healedTokens.length + tokens.length - 1;
  meter.countSuffixFilterTokens(evaluatedTokens);
  model.workMeter.countDiscarded(evaluatedTokens);
  return likelihoodWith - likelihoodWithout >= confidenceThresholds.minSuffixGain;
}
