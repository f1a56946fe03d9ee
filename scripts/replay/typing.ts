import type { TypedRequest } from './keystrokes.ts';
import { causeOf, type TraceEvent } from './trace.ts';

/** Collects what a person types between two requests. */
export class Typing {
  #typed: string | null = null;
  #keys = 0;
  /** Where typing would go on, in UTF-16 code units. */
  #cursor: number | undefined;

  saw(event: TraceEvent): void {
    if (event.type === 'request') return;
    const cause = causeOf(event);
    const isKey = event.type === 'edit' && (cause === 'key' || cause === 'enter');
    if (isKey) this.#keys++;
    if (event.type !== 'edit') {
      this.#typed = null;
      this.#cursor = event.type === 'cursor' ? event.offset : undefined;
      return;
    }
    const goesOn = isKey && event.remove === 0 && event.offset === this.#cursor;
    this.#typed = goesOn && this.#typed !== null ? this.#typed + event.insert : null;
    this.#cursor = event.offset + event.insert.length;
  }

  /** What was typed since this was last asked. */
  take(): Pick<TypedRequest, 'typed' | 'keys'> {
    const taken = { typed: this.#typed, keys: this.#keys };
    this.#typed = '';
    this.#keys = 0;
    return taken;
  }
}
