import * as vscode from 'vscode';
import type { PromptReport } from '../../engine/protocol.ts';
import { isCompleted } from '../configuration/documentSelector.ts';
import { pathInWorkspace } from '../display/pathInWorkspace.ts';
import { reportPath } from '../display/reportPath.ts';
import { promptText } from './promptText.ts';

const promptScheme = 'tramontane-prompt';

/** Part of the engine that Show Prompt needs. */
export interface PromptSource {
  /**
   * Returns the prompt of the last completion in a document; null if there was none. Rejects
   * with an Error whose message is written for the user.
   */
  promptReport(uri: string): Promise<PromptReport | null>;
}

/**
 * Provides the documents of Show Prompt: the prompt of a file's last completion, as a read-only
 * document that can be searched and copied from. Its text is kept as long as its tab is open;
 * nothing is logged.
 */
export class PromptDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #source: PromptSource;
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #listeners: readonly vscode.Disposable[];

  constructor(source: PromptSource) {
    this.#source = source;
    this.#listeners = [
      vscode.workspace.registerTextDocumentContentProvider(promptScheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    ];
  }

  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      'This prompt is no longer kept. Run “Tramontane: Show Prompt” in the file again.\n'
    );
  }

  /** Opens the prompt of the active file to the side, or updates it where it is shown. */
  async show(): Promise<void> {
    const file = fileOf(vscode.window.activeTextEditor?.document.uri);
    if (file === undefined) {
      void vscode.window.showInformationMessage(
        'Put the cursor into a file that Tramontane completes in, then run Show Prompt again.',
      );
      return;
    }
    try {
      await this.#open(file, await this.#source.promptReport(file.toString()));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      void vscode.window.showWarningMessage(`The prompt can't be shown. ${why}`);
    }
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
    this.#texts.clear();
  }

  async #open(file: vscode.Uri, report: PromptReport | null): Promise<void> {
    const path = pathInWorkspace(file);
    if (report === null) {
      void vscode.window.showInformationMessage(
        `No completion was made in ${path} yet. Ask for one with Alt+\\, then run Show Prompt again.`,
      );
      return;
    }
    const uri = promptUriOf(file, path);
    this.#texts.set(uri.toString(), promptText(path, report));
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    await vscode.window.showTextDocument(document, {
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.Beside,
      preview: true,
    });
  }
}

/** Returns the file of a URI: the file itself, or the one whose prompt it is. */
function fileOf(uri: vscode.Uri | undefined): vscode.Uri | undefined {
  if (uri?.scheme === promptScheme) return vscode.Uri.parse(uri.query);
  return uri !== undefined && isCompleted(uri) ? uri : undefined;
}

/** Returns the URI of a prompt document, with the title of the tab and the file as its query. */
function promptUriOf(file: vscode.Uri, path: string): vscode.Uri {
  return vscode.Uri.from({
    scheme: promptScheme,
    path: reportPath(`${path.split('/').at(-1) ?? path} (prompt)`),
    query: file.toString(),
  });
}
