import type * as vscode from 'vscode';
import type { Decision } from '../completion/suggestion/decisionLog.ts';
import type {
  CompleteResult,
  ContextParams,
  CursorParams,
  WorkCounts,
} from '../engine/protocol.ts';
import type { ChatMessage } from './chat/chatMessages.ts';
import type { EngineStatus } from './engineHost/engineStatus.ts';

/** Read-only API that `activate` returns to other extensions and to the tests. */
export interface TramontaneApi {
  getState(): EngineStatus;
  readonly onDidChangeState: vscode.Event<EngineStatus>;
  /** Returns the last answer of the engine to a completion request. */
  getLastCompletion(): { readonly uri: vscode.Uri; readonly result: CompleteResult } | undefined;
  /** Returns the last decisions about completions, the newest first. */
  getDecisions(): readonly Decision[];
  /** Returns the process id of the engine while it runs. */
  getEnginePid(): number | undefined;
  /** Returns the cursor position that the engine received last. */
  getSentCursor(): CursorParams | undefined;
  /** Returns the context for completions that the engine received last. */
  getSentContext(): ContextParams | undefined;
  /** Returns the tokens that the model evaluated since it was loaded, by purpose. */
  getWorkCounts(): Promise<WorkCounts>;
  getChatMessages(): readonly ChatMessage[];
}
