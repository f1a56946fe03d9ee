import type { CancellationToken, Disposable } from 'vscode';

/**
 * Waits until typing pauses.
 *
 * @param durationMs duration of the pause, in ms.
 * @param token cancelled by VS Code at the next keystroke.
 * @returns whether typing paused that long.
 */
export function restOf(durationMs: number, token: CancellationToken): Promise<boolean> {
  if (token.isCancellationRequested) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (rested: boolean) => {
      clearTimeout(timer);
      listener.dispose();
      resolve(rested);
    };
    const timer = setTimeout(() => {
      finish(true);
    }, durationMs);
    const listener = token.onCancellationRequested(() => {
      finish(false);
    });
  });
}

/** Runs an action once after a time without requests, however many there were. */
export class Debounced implements Disposable {
  readonly #action: () => void;
  readonly #quietMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param quietMs time without requests, in ms. */
  constructor(action: () => void, quietMs: number) {
    this.#action = action;
    this.#quietMs = quietMs;
  }

  /** True while the action has been requested but has not run. */
  get isPending(): boolean {
    return this.#timer !== undefined;
  }

  /** Requests the action and restarts the wait. */
  request(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#action();
    }, this.#quietMs);
  }

  /** Cancels the request. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
