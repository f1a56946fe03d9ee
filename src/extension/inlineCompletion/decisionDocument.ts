import * as vscode from 'vscode';
import type { Decision } from '../../completion/suggestion/decisionLog.ts';
import { reportPath } from '../display/reportPath.ts';
import { decisionText } from './decisionText.ts';

const scheme = 'tramontane-decisions';
const uri = vscode.Uri.from({ scheme, path: reportPath('Last completions') });

/**
 * Provides the last decisions as a read-only document, which works with the keyboard, with search
 * and with screen readers. Its text is generated each time that it is opened.
 */
export class DecisionDocument implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #decisions: () => readonly Decision[];
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registered: vscode.Disposable;

  constructor(decisions: () => readonly Decision[]) {
    this.#decisions = decisions;
    this.#registered = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(): string {
    const time = new Intl.DateTimeFormat(vscode.env.language, { timeStyle: 'medium' });
    return decisionText(this.#decisions(), (atMs) => time.format(atMs));
  }

  async show(): Promise<void> {
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, { preview: true });
    const start = new vscode.Position(0, 0);
    editor.selection = new vscode.Selection(start, start);
    editor.revealRange(new vscode.Range(start, start));
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}
