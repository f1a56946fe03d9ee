import { causeOf, costlier, type Cause, type TraceEvent } from '../replay/trace.ts';

/** A place at which the editor of a trace asked for a completion. */
export interface TraceRequest {
  readonly cause: Cause;
  /** The whole document. */
  readonly text: string;
  /** The cursor, in UTF-16 code units from the start. */
  readonly offset: number;
}

/** The requests of a trace, each with the document as it was then. */
export function* traceRequests(events: readonly TraceEvent[]): Generator<TraceRequest> {
  let text = '';
  let cause: Cause | undefined;
  for (const event of events) {
    if (event.type === 'request') {
      yield { cause: cause ?? 'key', text, offset: event.offset };
      cause = undefined;
      continue;
    }
    if (event.type === 'open') text = event.text;
    else if (event.type === 'edit') {
      const behind = text.slice(event.offset + event.remove);
      text = text.slice(0, event.offset) + event.insert + behind;
    }
    const next = causeOf(event);
    if (next !== undefined) cause = cause === undefined ? next : costlier(cause, next);
  }
}
