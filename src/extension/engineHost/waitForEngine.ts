import type { CancellationToken, Disposable, Event } from 'vscode';
import type { EngineStatus } from './engineStatus.ts';

/** Source of the engine's status. */
export interface StatusSource {
  readonly status: EngineStatus;
  readonly onDidChangeStatus: Event<EngineStatus>;
}

/**
 * Waits until the engine no longer starts and its model no longer loads. Resolves early when the
 * token is cancelled.
 */
export function waitForEngine(engine: StatusSource, token: CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    const listeners: Disposable[] = [];
    const check = (): void => {
      const isPending = engine.status.kind === 'loading' || engine.status.kind === 'starting';
      if (isPending && !token.isCancellationRequested) return;
      for (const listener of listeners) listener.dispose();
      resolve();
    };
    listeners.push(engine.onDidChangeStatus(check), token.onCancellationRequested(check));
    check();
  });
}
