import type { CancellationToken, Disposable } from 'vscode';

/**
 * Waits for the keyboard to rest.
 *
 * @param durationMs how long, in ms.
 * @param token cancelled by VS Code at the next keystroke.
 * @returns whether it rested that long.
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

/** Runs an action when nothing has asked for it any more for a while: once, however often asked. */
export class Debounced implements Disposable {
  readonly #action: () => void;
  readonly #quietMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param quietMs how long, in ms. */
  constructor(action: () => void, quietMs: number) {
    this.#action = action;
    this.#quietMs = quietMs;
  }

  /** Whether the action is still to come. */
  get isPending(): boolean {
    return this.#timer !== undefined;
  }

  /** Asks for the action, and lets the waiting begin anew. */
  request(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#action();
    }, this.#quietMs);
  }

  /** Takes back what was asked for. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
