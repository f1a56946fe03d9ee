import type { Disposable } from 'vscode';

/** Length of a snooze: in ms, or until VS Code or the extension restarts. */
export type SnoozeLength = number | 'untilRestart';

/** Pauses automatic completions for some time. The state isn't kept across a restart. */
export class Snooze implements Disposable {
  readonly #now: () => number;
  readonly #onChange: () => void;
  #untilMs: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onChange called whenever a snooze begins or ends. */
  constructor(now: () => number, onChange: () => void) {
    this.#now = now;
    this.#onChange = onChange;
  }

  /** End of the snooze, in ms since 1970; Infinity for a restart, undefined while there is none. */
  get untilMs(): number | undefined {
    const isOver = this.#untilMs !== undefined && this.#untilMs <= this.#now();
    return isOver ? undefined : this.#untilMs;
  }

  begin(length: SnoozeLength): void {
    clearTimeout(this.#timer);
    this.#untilMs = length === 'untilRestart' ? Infinity : this.#now() + length;
    if (length !== 'untilRestart') {
      this.#timer = setTimeout(() => {
        this.end();
      }, length);
    }
    this.#onChange();
  }

  end(): void {
    this.dispose();
    if (this.#untilMs === undefined) return;
    this.#untilMs = undefined;
    this.#onChange();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
