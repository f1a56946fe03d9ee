import type { CancellationToken } from 'vscode';

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
