/**
 * The messages between the chat's webview (`media/chat/`) and its host (`chatView.ts`). Both
 * directions are closed unions; a message that doesn't parse is logged and dropped. The file has no
 * imports, since both sides use it.
 */

/** A message of the conversation as the webview renders it. */
export interface ChatMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  /** Text in Markdown. That of the assistant is model output and untrusted. */
  readonly markdown: string;
  /** State; for `failed`, `markdown` holds the text before the failure and `error` its message. */
  readonly state: 'streaming' | 'done' | 'stopped' | 'failed';
  readonly error?: string;
  /** Short line under a finished answer: tokens, reuse, time. */
  readonly footnote?: string;
}

/** Notice about the engine in the chat's input. */
export interface EngineNotice {
  /** True while a question can be asked. */
  readonly isReady: boolean;
  /** Name of the model when `ready`, else the reason why no question can be asked. */
  readonly label: string;
  /** Advice to read before asking this model. */
  readonly advice?: string;
  /** Loaded fraction, 0 to 1, while the model loads. */
  readonly progress?: number;
  /** Command that helps. */
  readonly remedy?: EngineRemedy;
}

/** Command that the notice offers to the user. */
export type EngineRemedy = 'chooseModel' | 'restartEngine';

/** File that the conversation is about, or would be about if it began now. */
export interface FileNotice {
  /** Name, such as `cart.ts`. */
  readonly name: string;
  /** Path, such as `src/cart.ts`. */
  readonly path: string;
}

/** Message from the host to the webview. */
export type HostToWebview =
  /** The whole conversation, at the start and after it was cleared or restored. */
  | { readonly kind: 'conversation'; readonly messages: readonly ChatMessage[] }
  /** A new message, or a new version of the one with this id. */
  | { readonly kind: 'message'; readonly message: ChatMessage }
  /** More Markdown for a message that is streaming. */
  | { readonly kind: 'chunk'; readonly id: string; readonly markdown: string }
  /** The engine's state changed. */
  | { readonly kind: 'engine'; readonly notice: EngineNotice }
  /** The file that the conversation is about; absent when it is about none. */
  | { readonly kind: 'file'; readonly file?: FileNotice };

/** Message from the webview to the host. */
export type WebviewToHost =
  /** The webview's script runs; the host replies with `conversation`, `engine` and `file`. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'ask'; readonly text: string }
  | { readonly kind: 'stop' }
  /** Copies the code of a block to the clipboard. */
  | { readonly kind: 'copy'; readonly code: string }
  /** Inserts the code of a block into the active editor. */
  | { readonly kind: 'insert'; readonly code: string }
  | { readonly kind: 'explainSelection' }
  /** Leaves the file out of the conversation. */
  | { readonly kind: 'leaveOutFile' }
  | { readonly kind: EngineRemedy };

/** Maximum length of a question, in UTF-16 code units. The input accepts no more. */
export const maxQuestionLength = 100_000;

/** Maximum length of code that is copied or inserted, in UTF-16 code units. */
export const maxCodeLength = 1_000_000;

/** Fields of a message that is not validated yet. */
interface UnvalidatedMessage {
  readonly kind?: unknown;
  readonly text?: unknown;
  readonly code?: unknown;
}

/** Parses a value from the webview; returns `undefined` for anything that isn't one of its messages. */
export function parseWebviewMessage(value: unknown): WebviewToHost | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, text, code }: UnvalidatedMessage = value;
  switch (kind) {
    case 'ready':
    case 'stop':
    case 'explainSelection':
    case 'leaveOutFile':
    case 'chooseModel':
    case 'restartEngine':
      return { kind };
    case 'ask':
      return isNonBlankText(text, maxQuestionLength) ? { kind, text } : undefined;
    case 'copy':
    case 'insert':
      return isNonBlankText(code, maxCodeLength) ? { kind, code } : undefined;
    default:
      return undefined;
  }
}

function isNonBlankText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength && value.trim() !== '';
}
