import type * as vscode from 'vscode';
import type { Decision } from '../completion/request/decisionLog.ts';
import type {
  CompleteResult,
  ContextParams,
  CursorParams,
  WorkCounts,
} from '../engine/protocol.ts';
import type { ChatMessage } from './chat/chatMessages.ts';
import type { EngineStatus } from './engineHost/engineStatus.ts';

/** What `activate` gives to other extensions and to the tests: a look inside, no way to change. */
export interface TramontaneApi {
  state(): EngineStatus;
  readonly onDidChangeState: vscode.Event<EngineStatus>;
  /** The engine's last answer to a request for a completion. */
  lastCompletion(): { readonly uri: vscode.Uri; readonly result: CompleteResult } | undefined;
  /** The last decisions about completions, the newest first. */
  decisions(): readonly Decision[];
  /** Process id of the engine, while it runs. */
  enginePid(): number | undefined;
  /** The place that the engine was told last to be the cursor's. */
  cursorTold(): CursorParams | undefined;
  /** What the engine was told last that completions may know besides. */
  contextTold(): ContextParams | undefined;
  /** Tokens that went through the model since it was loaded, by purpose. */
  work(): Promise<WorkCounts>;
  chatMessages(): readonly ChatMessage[];
}
