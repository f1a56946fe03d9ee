import { withNewlines } from '../../completion/text/textView.ts';
import { thresholds } from '../../completion/confidence/thresholds.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { LanguageModel } from '../backend/languageModel.ts';
import type { CompleteParams, CompleteResult } from '../protocol.ts';
import { invalidate, type KvWindow } from '../kv/kvWindow.ts';
import type { RequestMeter } from '../metering/requestMeter.ts';
import type { Generation } from '../sequence/generate.ts';
import {
  evaluateInSlices,
  suffixLikelihood,
  suffixTokensOf,
  tokensUpTo,
} from '../sequence/suffixLikelihood.ts';

/** Model and window that generated a text, and the meter of the request. */
interface GatePlace {
  readonly model: LanguageModel;
  readonly window: KvWindow;
  readonly meter: RequestMeter;
}

/**
 * Rejects a completion that makes the suffix less likely. Runs on an accelerator, where the check is
 * cheap, or where the request requires it. The caller holds the lease of the model.
 */
export async function judgedBySuffix(
  { answer, generation }: { readonly answer: CompleteResult; readonly generation: Generation },
  { judgesBySuffix = false }: CompleteParams,
  { view, rulesOff }: WindowView,
  where: GatePlace,
): Promise<CompleteResult> {
  const isCheap = judgesBySuffix || where.model.summary.device !== 'cpu';
  if (answer.kind === 'nothing' || !isCheap || rulesOff.includes('suffixGate')) return answer;
  const text = withNewlines(answer.text, view.lineEnd);
  const suffix = view.suffix.slice(answer.replaces);
  if (await leadsToSuffix(where, generation, suffix, text.length)) return answer;
  where.meter.wasted(where.meter.decodeSteps);
  const { stopReason, writing, metrics } = answer;
  const dropped = { rule: 'suffixGate', text } as const;
  return {
    kind: 'nothing',
    reason: 'leadsNowhere',
    stopReason,
    writing: { ...writing, dropped },
    metrics,
  };
}

/**
 * Returns whether the suffix is at least as likely with a text before it as without. Evaluates two
 * batches of a dozen tokens and then restores the window; an accelerator takes the time of two or
 * three tokens for them.
 *
 * @param suffix the text after the cursor.
 * @param length length of the text that would be shown, in UTF-16 code units.
 */
async function leadsToSuffix(
  { model, window, meter }: GatePlace,
  { sampled, written }: Generation,
  suffix: string,
  length: number,
): Promise<boolean> {
  const { sequence, state } = window;
  const wanted = suffixTokensOf(suffix, model.vocabulary);
  if (state.kind === 'empty' || wanted.length === 0) return true;
  const last = state.layout.tokens.at(-1);
  if (last === undefined) return true;
  const cells = state.layout.tokens.length - 1;
  const tokens = sampled.map(({ token }) => token);
  const shown = tokensUpTo(written, length);
  const heldBack = model.vocabulary.tokenizeContinuation(state.layout.heldBack);
  // With its last cell filled, the library would erase the window's beginning.
  const room = sequence.capacity - cells - Math.max(shown, heldBack.length) - 1;
  const compared = wanted.slice(0, Math.max(0, room));
  if (compared.length === 0) return true;
  // Invalidates the window while the sequence is rewritten.
  invalidate(window);
  await sequence.keep(cells);
  const without = await suffixLikelihood(sequence, [last, ...heldBack], compared);
  await sequence.keep(cells);
  const within = await suffixLikelihood(sequence, [last, ...tokens.slice(0, shown)], compared);
  await sequence.keep(cells + shown);
  await evaluateInSlices(sequence, tokens.slice(Math.max(0, shown - 1), -1));
  window.recordSampled(sampled);
  const judged = 2 * compared.length + heldBack.length + tokens.length - 1;
  meter.judged(judged);
  model.work.discarded(judged);
  return within - without >= thresholds.suffixGain;
}
