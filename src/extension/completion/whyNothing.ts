import type { DecisionEvent } from '../../completion/request/decisionLog.ts';
import type { CompleteResult } from '../../engine/protocol.ts';

/** What the engine's nothing means for the list of decisions. */
export function whyNothing({
  reason,
  writing,
}: Extract<CompleteResult, { kind: 'nothing' }>): DecisionEvent {
  if (writing?.dropped) return { kind: 'dropped', ...writing.dropped };
  const isCancelled = ['cancelled', 'superseded', 'documentChanged'].includes(reason);
  return isCancelled ? { kind: 'cancelled', wasAsked: true } : { kind: 'nothing', reason };
}
