import * as vscode from 'vscode';
import type { PromptReport } from '../../engine/protocol.ts';
import { isCompleted } from '../documentSelector.ts';
import { pathInWorkspace } from '../pathInWorkspace.ts';
import { reportPath } from '../reportPath.ts';
import { promptText } from './promptText.ts';

const promptScheme = 'tramontane-prompt';

/** What is needed of the engine. */
export interface PromptSource {
  /** Null when no completion was made. Rejects with an Error in plain words. */
  promptReport(uri: string): Promise<PromptReport | null>;
}

/**
 * Show Prompt: what the model was given for a file's last completion, as a document that can be
 * read, searched and copied from, and not changed. Lives as long as its tab; nothing is logged.
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

  /** Shows the prompt of the active file beside it, or the one that is shown anew. */
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

/** The file that is meant: the active one, or the one whose prompt is active. */
function fileOf(uri: vscode.Uri | undefined): vscode.Uri | undefined {
  if (uri?.scheme === promptScheme) return vscode.Uri.parse(uri.query);
  return uri !== undefined && isCompleted(uri) ? uri : undefined;
}

/** A name for the tab, and the file in the query. */
function promptUriOf(file: vscode.Uri, path: string): vscode.Uri {
  return vscode.Uri.from({
    scheme: promptScheme,
    path: reportPath(`${path.split('/').at(-1) ?? path} (prompt)`),
    query: file.toString(),
  });
}
