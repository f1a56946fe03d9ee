import type { TypedRequest } from './keystrokes.ts';
import { findCause, pickCostlier, type Cause, type TraceEvent } from './trace.ts';
import { Typing } from './typing.ts';

/** A position at which the editor of a trace requested a completion. */
export interface TraceRequest extends Pick<TypedRequest, 'typedText' | 'keys' | 'expect'> {
  readonly cause: Cause;
  /** The whole document. */
  readonly text: string;
  /** Cursor, in UTF-16 code units from the start. */
  readonly offset: number;
  /** Time until the next event of the trace, in ms; null for the last event. */
  readonly pauseMs: number | null;
}

/** Follows a trace event by event and keeps the document as it is then. */
export class TraceDocument {
  #text = '';
  #cause: Cause | undefined;
  readonly #typing = new Typing();

  /** Applies an event. @returns the request, for an event that is one. */
  apply(event: TraceEvent, next: TraceEvent | undefined): TraceRequest | undefined {
    if (event.type === 'request') return this.#createRequest(event, next);
    this.#typing.add(event);
    if (event.type === 'open') this.#text = event.text;
    else if (event.type === 'edit') {
      const after = this.#text.slice(event.offset + event.remove);
      this.#text = this.#text.slice(0, event.offset) + event.insert + after;
    }
    const cause = findCause(event);
    if (cause !== undefined) {
      this.#cause = this.#cause === undefined ? cause : pickCostlier(this.#cause, cause);
    }
    return undefined;
  }

  #createRequest(
    { t, offset, expect }: Extract<TraceEvent, { type: 'request' }>,
    next: TraceEvent | undefined,
  ): TraceRequest {
    const cause = this.#cause ?? 'key';
    this.#cause = undefined;
    const pauseMs = next === undefined ? null : next.t - t;
    return { cause, text: this.#text, offset, expect, pauseMs, ...this.#typing.take() };
  }
}

/** Returns the requests of a trace, each with the document as it was then. */
export function* listTraceRequests(events: readonly TraceEvent[]): Generator<TraceRequest> {
  const document = new TraceDocument();
  for (const [index, event] of events.entries()) {
    const request = document.apply(event, events[index + 1]);
    if (request !== undefined) yield request;
  }
}
