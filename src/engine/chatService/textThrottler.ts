import type { Clock } from '../foundation/environment.ts';

/** Minimum time between two messages, in ms: short enough for text to appear continuously. */
const minIntervalMs = 50;

/**
 * Combines text into no more messages than the user can perceive: each costs the client a
 * rendering, and the engine a part of a small model's step.
 */
export class TextThrottler {
  readonly #clock: Clock;
  readonly #send: (text: string) => void;
  #pendingText = '';
  #lastSentMs = -Infinity;

  constructor(clock: Clock, send: (text: string) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** True where the next piece is passed on at once. */
  get isDue(): boolean {
    return this.#clock() - this.#lastSentMs >= minIntervalMs;
  }

  /** Passes the piece on together with the held text, or holds it until the next one. */
  push(piece: string): void {
    this.#pendingText += piece;
    if (this.isDue) this.flush();
  }

  /** Passes the held text on. */
  flush(): void {
    if (this.#pendingText === '') return;
    this.#lastSentMs = this.#clock();
    this.#send(this.#pendingText);
    this.#pendingText = '';
  }
}
