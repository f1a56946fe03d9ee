import * as vscode from 'vscode';
import { isCompleted } from '../documentSelector.ts';
import { pathInWorkspace } from '../pathInWorkspace.ts';
import { fillWebview } from '../webview/fillWebview.ts';
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
import { engineNotice } from './engineNotice.ts';

/** What the chat view needs of the rest of the extension. */
export interface ChatViewParts {
  readonly extensionUri: vscode.Uri;
  readonly engine: ChatEngine;
  /** Puts the code of a block into the active editor. */
  readonly insertCode: (code: string) => Promise<void>;
  readonly log: Pick<vscode.LogOutputChannel, 'warn' | 'error'>;
}

/**
 * The sidebar's chat. The conversation lives here and not in the webview, which VS Code takes down
 * whenever it is hidden: it gets all of it anew each time its script reports `ready`.
 */
export class ChatViewProvider implements vscode.WebviewViewProvider, vscode.Disposable {
  /** The view's id in package.json. */
  static readonly viewId = 'tramontane.chat';

  readonly #parts: ChatViewParts;
  readonly #session: ChatSession;
  readonly #listeners: readonly vscode.Disposable[];
  #view: vscode.WebviewView | undefined;
  /**
   * Whether the webview's script runs. What is posted before it does, VS Code keeps and delivers
   * later, after the conversation that holds it already.
   */
  #scriptRuns = false;

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
        this.#session.follow(documentOf(editor));
      }),
    ];
    this.#session.follow(documentOf(vscode.window.activeTextEditor));
  }

  /** The document that the conversation is about, or would be if it began now. */
  get document(): ChatDocument | undefined {
    return this.#session.document;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    this.#view = view;
    this.#scriptRuns = false;
    webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    view.onDidChangeVisibility(() => {
      if (!view.visible && this.#view === view) this.#scriptRuns = false;
    });
    view.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
    });
    fillWebview(webview, this.#parts.extensionUri, { name: 'chat', title: 'Tramontane Chat' });
  }

  /**
   * Shows the chat and asks. Resolves when the question stands in the conversation; the answer
   * streams on by itself.
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

  /** Stops the running answer, if there is one; what was said stays. */
  stop(): void {
    this.#session.stop();
  }

  /** The conversation as it is shown. */
  messages(): ChatMessage[] {
    return this.#session.messages();
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
        this.#scriptRuns = true;
        this.#post({ kind: 'conversation', messages: this.#session.messages() });
        this.#postEngine();
        this.#post(this.#session.file());
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
    this.#post({ kind: 'engine', notice: engineNotice(this.#parts.engine.status) });
  }

  #post(message: HostToWebview): void {
    if (this.#scriptRuns) void this.#view?.webview.postMessage(message);
  }
}

/** Nothing for what completions aren't made for: the engine doesn't know it. */
function documentOf(editor: vscode.TextEditor | undefined): ChatDocument | undefined {
  if (editor === undefined || !isCompleted(editor.document.uri)) return undefined;
  const { uri } = editor.document;
  const path = pathInWorkspace(uri);
  return { uri: uri.toString(), name: path.split('/').at(-1) ?? path, path };
}
