import * as vscode from 'vscode';
import { createEngineNotice } from '../chat/engineNotice.ts';
import { isSupportedUri } from '../configuration/documentSelector.ts';
import type { StatusSource } from '../engineHost/waitForEngine.ts';
import type { CacheReport, WorkCounts } from '../../engine/protocol.ts';
import { toWorkspacePath } from '../display/workspacePath.ts';
import { loadWebviewPage } from '../webview/loadWebviewPage.ts';
import { parseCachePageMessage, type CacheView, type HostToCachePage } from './cacheMessages.ts';
import { createCacheView, createEmptyCacheView } from './cacheView.ts';
import { Refresher } from '../timing/refresher.ts';

/** Dependencies of the panel. */
export interface CachePanelParts {
  readonly extensionUri: vscode.Uri;
  readonly engine: StatusSource & {
    /** Returns the report; null when the file has no cache. Rejects with an Error in plain words. */
    requestCacheReport(uri: string): Promise<CacheReport | null>;
    /** Returns the tokens evaluated by purpose. Rejects with an Error in plain words. */
    requestWorkCounts(): Promise<WorkCounts>;
  };
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
}

/** Panel next to the editor with the window of the open file. It sends requests only while visible. */
export class CachePanel implements vscode.Disposable {
  readonly #parts: CachePanelParts;
  readonly #listeners: readonly vscode.Disposable[];
  readonly #refresher = new Refresher(() => this.#refresh());
  #panel: vscode.WebviewPanel | undefined;
  /** File in the active editor, or the last one while the panel itself is active. */
  #file: vscode.Uri | undefined;

  constructor(parts: CachePanelParts) {
    this.#parts = parts;
    this.#setActiveFile(vscode.window.activeTextEditor);
    this.#listeners = [
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        this.#setActiveFile(editor);
        this.refresh();
      }),
      parts.engine.onDidChangeStatus(() => {
        this.refresh();
      }),
    ];
  }

  /** Opens the panel or brings it to the front; the focus stays in the editor. */
  show(): void {
    if (this.#panel === undefined) this.#open();
    else this.#panel.reveal(undefined, true);
    this.refresh();
  }

  /** Updates the panel after a change of the cache, if it is visible. */
  refresh(): void {
    if (this.#panel?.visible === true) this.#refresher.request();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#panel?.dispose();
  }

  #open(): void {
    const panel = vscode.window.createWebviewPanel('tramontane.cache', 'Tramontane Cache', {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
    });
    this.#panel = panel;
    panel.webview.onDidReceiveMessage((message: unknown) => {
      this.#receive(message);
    });
    panel.onDidChangeViewState(() => {
      this.refresh();
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    loadWebviewPage(panel.webview, this.#parts.extensionUri, {
      name: 'cache',
      title: 'Tramontane Cache',
    });
  }

  #setActiveFile(editor: vscode.TextEditor | undefined): void {
    if (editor !== undefined && isSupportedUri(editor.document.uri))
      this.#file = editor.document.uri;
  }

  #receive(value: unknown): void {
    const message = parseCachePageMessage(value);
    switch (message?.kind) {
      case 'ready':
        this.refresh();
        return;
      case 'deleteSavedCaches':
        void vscode.commands.executeCommand('tramontane.deleteSavedCaches');
        return;
      case undefined:
        this.#parts.log.warn('The view of the cache sent a message that is unknown.');
        return;
      default:
        message satisfies never;
    }
  }

  async #refresh(): Promise<void> {
    const view = await this.#createView();
    const message: HostToCachePage = { kind: 'view', view };
    try {
      await this.#panel?.webview.postMessage(message);
    } catch {
      // The panel was closed meanwhile.
    }
  }

  async #createView(): Promise<CacheView> {
    const { engine } = this.#parts;
    const notice = createEngineNotice(engine.status);
    if (!notice.isReady) return createEmptyCacheView(notice.label);
    const uri = this.#file;
    if (uri === undefined)
      return createEmptyCacheView('Open a file to see what the model has read of it.');
    try {
      const path = toWorkspacePath(uri);
      const [report, work] = await Promise.all([
        engine.requestCacheReport(uri.toString()),
        engine.requestWorkCounts(),
      ]);
      return createCacheView({
        file: { uri: uri.toString(), name: path.split('/').at(-1) ?? path, path },
        ...{ report, work },
        getDisplayPath: (other) => toWorkspacePath(vscode.Uri.parse(other)),
      });
    } catch (error) {
      return createEmptyCacheView(error instanceof Error ? error.message : String(error));
    }
  }
}
