/**
 * The messages between the chat's webview (`media/chat/`) and its host (`chatView.ts`). Closed
 * unions on both ways; what doesn't parse is logged and dropped. No imports: both sides use it.
 */

/** A message of the conversation as the webview draws it. */
export interface ChatMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  /** Markdown. For the assistant: the model's words, untrusted. */
  readonly markdown: string;
  /** `failed`: `markdown` holds what came before; `error` says what happened. */
  readonly state: 'streaming' | 'done' | 'stopped' | 'failed';
  readonly error?: string;
  /** One short line under a finished answer: tokens, reuse, time. */
  readonly footnote?: string;
}

/** What the input says about the engine. */
export interface EngineNotice {
  /** Whether a question can be asked now. */
  readonly ready: boolean;
  /** The model's name when ready, else why no question can be asked. */
  readonly label: string;
  /** What to know before asking this model. */
  readonly advice?: string;
  /** 0 to 1 while the model loads. */
  readonly progress?: number;
  /** What helps. */
  readonly remedy?: EngineRemedy;
}

/** What the person can do about an engine that isn't ready. */
export type EngineRemedy = 'chooseModel' | 'restartEngine';

/** The file that the conversation is about, or would be about if it began now. */
export interface FileNotice {
  /** `cart.ts` */
  readonly name: string;
  /** `src/cart.ts` */
  readonly path: string;
}

/** Host → webview. */
export type HostToWebview =
  /** The whole conversation: at the start, and when it was cleared or restored. */
  | { readonly kind: 'conversation'; readonly messages: readonly ChatMessage[] }
  /** A new message, or a new version of the one with this id. */
  | { readonly kind: 'message'; readonly message: ChatMessage }
  /** More Markdown for a message that is streaming. */
  | { readonly kind: 'chunk'; readonly id: string; readonly markdown: string }
  /** The engine's state changed. */
  | { readonly kind: 'engine'; readonly notice: EngineNotice }
  /** The conversation is about this file; absent: about none. */
  | { readonly kind: 'file'; readonly file?: FileNotice };

/** Webview → host. */
export type WebviewToHost =
  /** The webview's script runs; the host answers with `conversation`, `engine` and `file`. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'ask'; readonly text: string }
  | { readonly kind: 'stop' }
  /** Puts the code of a block into the clipboard. */
  | { readonly kind: 'copy'; readonly code: string }
  /** Puts the code of a block into the active editor. */
  | { readonly kind: 'insert'; readonly code: string }
  | { readonly kind: 'explainSelection' }
  /** The conversation is not to be about the file. */
  | { readonly kind: 'leaveOutFile' }
  | { readonly kind: EngineRemedy };

/** The longest question, in UTF-16 code units. The input takes no more than that. */
export const questionLimit = 100_000;

/** The longest code of a block that is copied or inserted, in UTF-16 code units. */
export const codeLimit = 1_000_000;

/** What a message may hold before it was looked at. */
interface Unparsed {
  readonly kind?: unknown;
  readonly text?: unknown;
  readonly code?: unknown;
}

/** Reads what came from the webview; `undefined` for anything that isn't one of its messages. */
export function parseWebviewMessage(value: unknown): WebviewToHost | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, text, code }: Unparsed = value;
  switch (kind) {
    case 'ready':
    case 'stop':
    case 'explainSelection':
    case 'leaveOutFile':
    case 'chooseModel':
    case 'restartEngine':
      return { kind };
    case 'ask':
      return saysSomething(text, questionLimit) ? { kind, text } : undefined;
    case 'copy':
    case 'insert':
      return saysSomething(code, codeLimit) ? { kind, code } : undefined;
    default:
      return undefined;
  }
}

function saysSomething(value: unknown, limit: number): value is string {
  return typeof value === 'string' && value.length <= limit && value.trim() !== '';
}
