import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { ChatEngine } from './chatEngine.ts';
import { chatHtml } from './chatHtml.ts';
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
  readonly #engineListener: vscode.Disposable;
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
    this.#engineListener = parts.engine.onDidChangeStatus(() => {
      this.#postEngine();
    });
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const root = vscode.Uri.joinPath(this.#parts.extensionUri, 'dist', 'webview');
    const { webview } = view;
    const resource = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
    this.#view = view;
    this.#scriptRuns = false;
    webview.options = { enableScripts: true, localResourceRoots: [root] };
    webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    view.onDidChangeVisibility(() => {
      if (!view.visible && this.#view === view) this.#scriptRuns = false;
    });
    view.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
    });
    webview.html = chatHtml({
      cspSource: webview.cspSource,
      scriptUri: resource('chat.js'),
      styleUri: resource('chat-style.css'),
      nonce: randomBytes(16).toString('base64'),
    });
  }

  /**
   * Shows the chat and asks. Resolves when the question stands in the conversation; the answer
   * streams on by itself.
   */
  async ask(question: Question): Promise<void> {
    await vscode.commands.executeCommand(`${ChatViewProvider.viewId}.focus`);
    void this.#session.ask(question);
  }

  /** Stops the running answer, if there is one, and starts an empty conversation. */
  newChat(): void {
    this.#session.clear();
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
    this.#engineListener.dispose();
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
        return;
      case 'ask':
        void this.#session.ask({ text: message.text });
        return;
      case 'stop':
        this.#session.stop();
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
