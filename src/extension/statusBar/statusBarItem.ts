import * as vscode from 'vscode';
import type { CompleteResult } from '../../engine/protocol.ts';
import type { EngineStatus } from '../engineHost/engineStatus.ts';
import { linkedCommands, createStatusText, type CompletionSwitch } from './statusText.ts';

/** Item in the status bar: the engine's state, the last completion's figures, the menu. */
export class StatusBarItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(
    'tramontane.status',
    vscode.StatusBarAlignment.Right,
    100,
  );

  constructor() {
    this.#item.name = 'Tramontane';
    this.#item.command = 'tramontane.showMenu';
    this.#item.show();
  }

  show(
    status: EngineStatus,
    completions: CompletionSwitch,
    last: CompleteResult | undefined,
  ): void {
    const { text, label, tooltip, severity } = createStatusText(status, completions, last);
    this.#item.text = text;
    this.#item.accessibilityInformation = { label };
    const markdown = new vscode.MarkdownString(tooltip);
    markdown.isTrusted = { enabledCommands: linkedCommands };
    this.#item.tooltip = markdown;
    this.#item.backgroundColor =
      severity === 'normal'
        ? undefined
        : new vscode.ThemeColor(`statusBarItem.${severity}Background`);
  }

  dispose(): void {
    this.#item.dispose();
  }
}
