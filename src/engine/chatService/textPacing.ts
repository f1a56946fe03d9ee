import type { Clock } from '../foundation/environment.ts';

/** Minimum time between two messages, in ms: short enough for text to appear continuously. */
const paceMs = 50;

/**
 * Combines text into no more messages than the user can perceive: each costs the client a
 * rendering, and the engine a part of a small model's step.
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

  /** Passes the piece on together with the held text, or holds it until the next one. */
  push(piece: string): void {
    this.#held += piece;
    if (this.isDue) this.flush();
  }

  /** Passes the held text on. */
  flush(): void {
    if (this.#held === '') return;
    this.#handedOnMs = this.#clock();
    this.#handOn(this.#held);
    this.#held = '';
  }
}
