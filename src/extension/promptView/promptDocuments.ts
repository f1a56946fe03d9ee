import * as vscode from 'vscode';
import type { PromptReport } from '../../engine/protocol.ts';
import { isSupportedUri } from '../configuration/documentSelector.ts';
import { toWorkspacePath } from '../display/workspacePath.ts';
import { createReportPath } from '../display/reportPath.ts';
import { formatPrompt } from './promptText.ts';

const promptScheme = 'tramontane-prompt';

/** Part of the engine that Show Prompt needs. */
export interface PromptSource {
  /**
   * Returns the prompt of the last completion in a document; null if there was none. Rejects
   * with an Error whose message is written for the user.
   */
  requestPromptReport(uri: string): Promise<PromptReport | null>;
}

/**
 * Provides the documents of Show Prompt: the prompt of a file's last completion, as a read-only
 * document that can be searched and copied from. Its text is kept as long as its tab is open;
 * nothing is logged.
 */
export class PromptDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #source: PromptSource;
  readonly #texts = new Map<string, string>();
  readonly #changeEmitter = new vscode.EventEmitter<vscode.Uri>();
  readonly #listeners: readonly vscode.Disposable[];

  constructor(source: PromptSource) {
    this.#source = source;
    this.#listeners = [
      vscode.workspace.registerTextDocumentContentProvider(promptScheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    ];
  }

  readonly onDidChange = this.#changeEmitter.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      'This prompt is no longer kept. Run “Tramontane: Show Prompt” in the file again.\n'
    );
  }

  /** Opens the prompt of the active file to the side, or updates it where it is shown. */
  async show(): Promise<void> {
    const file = resolveFile(vscode.window.activeTextEditor?.document.uri);
    if (file === undefined) {
      void vscode.window.showInformationMessage(
        'Put the cursor into a file that Tramontane completes in, then run Show Prompt again.',
      );
      return;
    }
    try {
      await this.#open(file, await this.#source.requestPromptReport(file.toString()));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showWarningMessage(`The prompt can't be shown. ${reason}`);
    }
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changeEmitter.dispose();
    this.#texts.clear();
  }

  async #open(file: vscode.Uri, report: PromptReport | null): Promise<void> {
    const path = toWorkspacePath(file);
    if (report === null) {
      void vscode.window.showInformationMessage(
        `No completion was made in ${path} yet. Ask for one with Alt+\\, then run Show Prompt again.`,
      );
      return;
    }
    const uri = createPromptUri(file, path);
    this.#texts.set(uri.toString(), formatPrompt(path, report));
    this.#changeEmitter.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const visibleEditor = vscode.window.visibleTextEditors.find(
      (editor) => editor.document === document,
    );
    await vscode.window.showTextDocument(document, {
      viewColumn: visibleEditor?.viewColumn ?? vscode.ViewColumn.Beside,
      preview: true,
    });
  }
}

/** Returns the file of a URI: the file itself, or the one whose prompt it is. */
function resolveFile(uri: vscode.Uri | undefined): vscode.Uri | undefined {
  if (uri?.scheme === promptScheme) return vscode.Uri.parse(uri.query);
  return uri !== undefined && isSupportedUri(uri) ? uri : undefined;
}

/** Returns the URI of a prompt document, with the title of the tab and the file as its query. */
function createPromptUri(file: vscode.Uri, path: string): vscode.Uri {
  return vscode.Uri.from({
    scheme: promptScheme,
    path: createReportPath(`${path.split('/').at(-1) ?? path} (prompt)`),
    query: file.toString(),
  });
}
