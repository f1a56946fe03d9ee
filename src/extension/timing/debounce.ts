import type { CancellationToken, Disposable } from 'vscode';

/**
 * Waits until typing pauses.
 *
 * @param durationMs duration of the pause, in ms.
 * @param token cancelled by VS Code at the next keystroke.
 * @returns whether typing paused that long.
 */
export function waitForPause(durationMs: number, token: CancellationToken): Promise<boolean> {
  if (token.isCancellationRequested) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (hasPaused: boolean) => {
      clearTimeout(timer);
      listener.dispose();
      resolve(hasPaused);
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
export class Debouncer implements Disposable {
  readonly #action: () => void;
  readonly #delayMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param delayMs time without requests, in ms. */
  constructor(action: () => void, delayMs: number) {
    this.#action = action;
    this.#delayMs = delayMs;
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
    }, this.#delayMs);
  }

  /** Cancels the request. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
