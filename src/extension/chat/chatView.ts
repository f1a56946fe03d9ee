import * as vscode from 'vscode';
import { isSupportedUri } from '../configuration/documentSelector.ts';
import { toWorkspacePath } from '../display/workspacePath.ts';
import { loadWebviewPage } from '../webview/loadWebviewPage.ts';
import type { ChatEngine } from './chatEngine.ts';
import type { ChatDocument } from './chatDocument.ts';
import {
  parseWebviewMessage,
  type ChatMessage,
  type HostToWebview,
  type WebviewToHost,
} from './chatMessages.ts';
import { ChatSession } from './chatSession.ts';
import type { Question } from './conversation.ts';
import { createEngineNotice } from './engineNotice.ts';

/** Dependencies of the chat view. */
export interface ChatViewParts {
  readonly extensionUri: vscode.Uri;
  readonly engine: ChatEngine;
  /** Inserts the code of a block into the active editor. */
  readonly insertCode: (code: string) => Promise<void>;
  readonly log: Pick<vscode.LogOutputChannel, 'warn' | 'error'>;
}

/**
 * The chat in the sidebar. The conversation is stored here and not in the webview, which VS Code
 * destroys whenever it is hidden: the webview gets the whole conversation each time its script
 * reports `ready`.
 */
export class ChatViewProvider implements vscode.WebviewViewProvider, vscode.Disposable {
  /** Id of the view in package.json. */
  static readonly viewId = 'tramontane.chat';

  readonly #parts: ChatViewParts;
  readonly #session: ChatSession;
  readonly #listeners: readonly vscode.Disposable[];
  #view: vscode.WebviewView | undefined;
  /**
   * True while the webview's script runs. VS Code queues earlier messages and delivers them after
   * the conversation, which contains them already.
   */
  #isScriptRunning = false;

  constructor(parts: ChatViewParts) {
    this.#parts = parts;
    this.#session = new ChatSession({
      engine: parts.engine,
      post: (message) => {
        this.#post(message);
      },
      createCancellation: () => new vscode.CancellationTokenSource(),
    });
    this.#listeners = [
      parts.engine.onDidChangeStatus(() => {
        this.#postEngine();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        this.#session.setActiveDocument(getChatDocument(editor));
      }),
    ];
    this.#session.setActiveDocument(getChatDocument(vscode.window.activeTextEditor));
  }

  /** Document that the conversation is about, or would be about if it began now. */
  get document(): ChatDocument | undefined {
    return this.#session.document;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    this.#view = view;
    this.#isScriptRunning = false;
    webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    view.onDidChangeVisibility(() => {
      if (!view.visible && this.#view === view) this.#isScriptRunning = false;
    });
    view.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
    });
    loadWebviewPage(webview, this.#parts.extensionUri, { name: 'chat', title: 'Tramontane Chat' });
  }

  /**
   * Shows the chat and asks a question. Resolves when the question is in the conversation, before
   * the answer is complete.
   */
  async ask(question: Question): Promise<void> {
    await vscode.commands.executeCommand(`${ChatViewProvider.viewId}.focus`);
    void this.#session.ask(question);
  }

  /** Stops the running answer, if there is one, and shows an empty conversation. */
  async newChat(): Promise<void> {
    this.#session.clear();
    await vscode.commands.executeCommand(`${ChatViewProvider.viewId}.focus`);
  }

  /** Stops the running answer, if there is one, and keeps its text. */
  stop(): void {
    this.#session.stop();
  }

  /** Returns the conversation as it is shown. */
  getMessages(): ChatMessage[] {
    return this.#session.getMessages();
  }

  dispose(): void {
    this.#session.stop();
    for (const listener of this.#listeners) listener.dispose();
  }

  async #receive(value: unknown): Promise<void> {
    const message = parseWebviewMessage(value);
    if (message === undefined) {
      this.#parts.log.warn('The chat view sent a message that is unknown or too long.');
      return;
    }
    try {
      await this.#handle(message);
    } catch (error) {
      this.#parts.log.error(error instanceof Error ? error : String(error));
    }
  }

  async #handle(message: WebviewToHost): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.#isScriptRunning = true;
        this.#post({ kind: 'conversation', messages: this.#session.getMessages() });
        this.#postEngine();
        this.#post(this.#session.createFileMessage());
        return;
      case 'ask':
        void this.#session.ask({ text: message.text });
        return;
      case 'stop':
        this.#session.stop();
        return;
      case 'leaveOutFile':
        this.#session.leaveOutDocument();
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(message.code);
        return;
      case 'insert':
        await this.#parts.insertCode(message.code);
        return;
      case 'explainSelection':
      case 'chooseModel':
      case 'restartEngine':
        await vscode.commands.executeCommand(`tramontane.${message.kind}`);
        return;
      default:
        message satisfies never;
    }
  }

  #postEngine(): void {
    this.#post({ kind: 'engine', notice: createEngineNotice(this.#parts.engine.status) });
  }

  #post(message: HostToWebview): void {
    if (this.#isScriptRunning) void this.#view?.webview.postMessage(message);
  }
}

/**
 * Returns the document of an editor; undefined for documents without completions, which are not sent
 * to the engine.
 */
function getChatDocument(editor: vscode.TextEditor | undefined): ChatDocument | undefined {
  if (editor === undefined || !isSupportedUri(editor.document.uri)) return undefined;
  const { uri } = editor.document;
  const path = toWorkspacePath(uri);
  return { uri: uri.toString(), name: path.split('/').at(-1) ?? path, path };
}
