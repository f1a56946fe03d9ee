import type { Clock } from '../ports.ts';

/** Minimum interval between two pieces of text, in ms: short enough to seem to flow. */
const paceMs = 50;

/**
 * Hands text on in messages that aren't more than a person sees: each costs the reader a rendering,
 * and the writer a part of a small model's step.
 */
export class TextPacing {
  readonly #clock: Clock;
  readonly #handOn: (text: string) => void;
  #held = '';
  #handedOnMs = -Infinity;

  constructor(clock: Clock, handOn: (text: string) => void) {
    this.#clock = clock;
    this.#handOn = handOn;
  }

  /** True where the next piece is passed on at once. */
  get isDue(): boolean {
    return this.#clock() - this.#handedOnMs >= paceMs;
  }

  /** Hands the piece on, with what was held, or holds it until the next one. */
  push(piece: string): void {
    this.#held += piece;
    if (this.isDue) this.flush();
  }

  /** Hands on what is held. */
  flush(): void {
    if (this.#held === '') return;
    this.#handedOnMs = this.#clock();
    this.#handOn(this.#held);
    this.#held = '';
  }
}
