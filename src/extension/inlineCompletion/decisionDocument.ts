import * as vscode from 'vscode';
import type { Decision } from '../../completion/suggestion/decisionLog.ts';
import { createReportPath } from '../display/reportPath.ts';
import { formatDecisions } from './decisionText.ts';

const scheme = 'tramontane-decisions';
const uri = vscode.Uri.from({ scheme, path: createReportPath('Last completions') });

/**
 * Provides the last decisions as a read-only document, which works with the keyboard, with search
 * and with screen readers. Its text is generated each time that it is opened.
 */
export class DecisionDocument implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #getDecisions: () => readonly Decision[];
  readonly #changeEmitter = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;

  constructor(getDecisions: () => readonly Decision[]) {
    this.#getDecisions = getDecisions;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  readonly onDidChange = this.#changeEmitter.event;

  provideTextDocumentContent(): string {
    const time = new Intl.DateTimeFormat(vscode.env.language, { timeStyle: 'medium' });
    return formatDecisions(this.#getDecisions(), (atMs) => time.format(atMs));
  }

  async show(): Promise<void> {
    this.#changeEmitter.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, { preview: true });
    const start = new vscode.Position(0, 0);
    editor.selection = new vscode.Selection(start, start);
    editor.revealRange(new vscode.Range(start, start));
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changeEmitter.dispose();
  }
}
