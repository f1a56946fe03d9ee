import * as vscode from 'vscode';
import type { EngineStatus } from './engineStatus.ts';

/** Shows each failure of the engine to the user once, with actions to resolve it. */
export class FailureNotice {
  #lastMessage: string | undefined;

  show(status: EngineStatus): void {
    const message = getMessage(status);
    if (status.kind === 'ready') this.#lastMessage = undefined;
    if (message === undefined || message === this.#lastMessage) return;
    this.#lastMessage = message;
    void this.#showMessage(message);
  }

  async #showMessage(message: string): Promise<void> {
    const actions = {
      'Choose Model': 'tramontane.chooseModel',
      'Restart Engine': 'tramontane.restartEngine',
      'Show Log': 'tramontane.showLog',
    } as const;
    const names = Object.keys(actions) as (keyof typeof actions)[];
    const chosen = await vscode.window.showErrorMessage(`Tramontane: ${message}`, ...names);
    if (chosen) await vscode.commands.executeCommand(actions[chosen]);
  }
}

function getMessage(status: EngineStatus): string | undefined {
  if (status.kind === 'failed') return status.failure.message;
  return status.kind === 'stopped' ? status.message : undefined;
}
