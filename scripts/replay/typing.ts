import type { TypedRequest } from './keystrokes.ts';
import { findCause, type TraceEvent } from './trace.ts';

/** Collects the text that is typed between two requests of a trace. */
export class Typing {
  #typedText: string | null = null;
  #keys = 0;
  /** Offset at which typing would continue, in UTF-16 code units. */
  #cursor: number | undefined;

  /** Adds an event. */
  add(event: TraceEvent): void {
    if (event.type === 'request') return;
    const cause = findCause(event);
    const isKey = event.type === 'edit' && (cause === 'key' || cause === 'enter');
    if (isKey) this.#keys++;
    if (event.type !== 'edit') {
      this.#typedText = null;
      this.#cursor = event.type === 'cursor' ? event.offset : undefined;
      return;
    }
    const continues = isKey && event.remove === 0 && event.offset === this.#cursor;
    this.#typedText = continues && this.#typedText !== null ? this.#typedText + event.insert : null;
    this.#cursor = event.offset + event.insert.length;
  }

  /** Returns the text since the last call, and starts over. */
  take(): Pick<TypedRequest, 'typedText' | 'keys'> {
    const result = { typedText: this.#typedText, keys: this.#keys };
    this.#typedText = '';
    this.#keys = 0;
    return result;
  }
}
