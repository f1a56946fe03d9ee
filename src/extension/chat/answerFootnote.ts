import type { ChatResult } from '../../engine/protocol.ts';
import { pluralize } from '../display/pluralize.ts';

/** Returns the line under an answer: its cost and the reason for an early end. */
export function formatAnswerFootnote(result: ChatResult): string {
  const { metrics } = result;
  const parts = [
    pluralize(metrics.decodeSteps, 'token'),
    `${metrics.reusedTokens} of ${pluralize(metrics.promptTokens, 'prompt token')} reused`,
    // A non-breaking space keeps the unit on the line of its figure.
    `${(metrics.totalMs / 1000).toFixed(1)}\u00a0s`,
  ];
  const ending = endings[result.stopReason];
  if (ending !== undefined) parts.unshift(ending);
  if (result.droppedTurns > 0) {
    const verb = result.droppedTurns === 1 ? 'fits' : 'fit';
    parts.push(`${pluralize(result.droppedTurns, 'earlier message')} no longer ${verb}`);
  }
  return parts.join(' · ');
}

const endings: Partial<Record<ChatResult['stopReason'], string>> = {
  cancelled: 'Stopped',
  maxTokens: 'Cut off at the longest allowed answer',
  windowFull: 'Cut off because the window is full',
  repetition: 'Ended because it began to repeat itself',
};
