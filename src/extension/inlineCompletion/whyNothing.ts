import type { DecisionEvent } from '../../completion/suggestion/decisionLog.ts';
import type { CompleteResult } from '../../engine/protocol.ts';

/** Returns the decision event for an answer of the engine without text. */
export function whyNothing({
  reason,
  writing,
}: Extract<CompleteResult, { kind: 'nothing' }>): DecisionEvent {
  if (writing?.dropped) return { kind: 'dropped', ...writing.dropped };
  const isCancelled = ['cancelled', 'superseded', 'documentChanged'].includes(reason);
  return isCancelled ? { kind: 'cancelled', wasAsked: true } : { kind: 'nothing', reason };
}
