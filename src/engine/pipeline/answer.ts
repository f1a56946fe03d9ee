import { inDocumentLineEnds } from '../../completion/text/textView.ts';
import { confidenceOf } from '../../completion/confidence/confidence.ts';
import { sureText } from '../../completion/confidence/sureText.ts';
import type { NothingReason, StopReason } from '../../completion/outcome.ts';
import type { Fill } from '../../completion/postprocess/filter.ts';
import { postprocess } from '../../completion/postprocess/postprocess.ts';
import type { CompletionRule } from '../../completion/rules.ts';
import type { CompleteResult, Writing } from '../protocol.ts';
import type { RequestMeter } from '../metering/requestMeter.ts';
import type { Written } from '../infill/writer.ts';

/** Shown text of a generation, or the reason why none is shown. */
type Judged =
  | { readonly kind: 'text'; readonly fill: Fill }
  | {
      readonly kind: 'nothing';
      readonly reason: NothingReason;
      readonly dropped: Writing['dropped'];
    };

/** Turns a generation into the answer to its request. */
export function answerOf(
  { generation, place }: Written,
  rulesOff: readonly CompletionRule[],
  meter: RequestMeter,
): CompleteResult {
  const { text: raw, stopReason, written } = generation;
  const confidence = confidenceOf(raw, written) ?? null;
  const judged = judge({ generation, place }, rulesOff);
  if (judged.kind === 'nothing') {
    const { reason, dropped } = judged;
    meter.wasted(meter.decodeSteps);
    const writing = { raw, confidence, dropped };
    return { kind: 'nothing', reason, stopReason, writing, metrics: meter.metrics };
  }
  const { text, replaces } = judged.fill;
  // If the text was cut, the share of steps whose text isn't shown is wasted.
  const share = raw === '' ? 0 : text.length / raw.length;
  meter.wasted(Math.floor(meter.decodeSteps * Math.max(0, 1 - share)));
  return {
    kind: 'text',
    text: inDocumentLineEnds(text, place.view),
    replaces,
    stopReason,
    writing: { raw, confidence, dropped: null },
    metrics: meter.metrics,
  };
}

function judge(
  { generation: { text: raw, stopReason, written }, place }: Written,
  rulesOff: readonly CompletionRule[],
): Judged {
  const dropped = (rule: CompletionRule) => ({ rule, text: raw });
  const reason = raw === '' ? reasonForNothing[stopReason] : undefined;
  if (reason) return { kind: 'nothing', reason, dropped: null };
  const sure = sureText(raw, written);
  if (sure.isUnsure && !rulesOff.includes('confidence')) {
    return { kind: 'nothing', reason: 'unsure', dropped: dropped('confidence') };
  }
  const isCut = !rulesOff.includes('shakyTail');
  if (isCut && sure.length === 0) {
    return { kind: 'nothing', reason: 'unsure', dropped: dropped('shakyTail') };
  }
  const text = isCut ? raw.slice(0, sure.length) : raw;
  return postprocess({ text, replaces: 0 }, { place, stopReason }, rulesOff);
}

/** Reasons for showing nothing where decoding stopped before the first character. */
const reasonForNothing: Partial<Record<StopReason, NothingReason>> = {
  endOfText: 'endOfText',
  lineEnd: 'endOfText',
  blockEnd: 'endOfText',
  suffix: 'repeatsSuffix',
  closer: 'repeatsSuffix',
  repetition: 'repetition',
  unsure: 'unsure',
};
