import type * as vscode from 'vscode';
import type { Decision } from '../completion/suggestion/decisionLog.ts';
import type { ContextParams, CursorParams, WorkCounts } from '../engine/protocol.ts';
import type { ChatMessage } from './chat/chatMessages.ts';
import type { ChatFeature } from './chat/registerChat.ts';
import type { ContextSender } from './contextSources/contextSender.ts';
import type { EngineStatus } from './engineHost/engineStatus.ts';
import type { EngineSupervisor } from './engineHost/engineSupervisor.ts';
import type { CompletionEvent } from './inlineCompletion/inlineCompletionProvider.ts';
import type { InlineCompletionFeature } from './inlineCompletion/registerInlineCompletion.ts';
import type { PrefetchFeature } from './inlineCompletion/registerPrefetch.ts';

/** Read-only view of the extension that `activate` returns while VS Code runs its tests. */
export interface TestApi {
  getState(): EngineStatus;
  readonly onDidChangeState: vscode.Event<EngineStatus>;
  /** Returns the last answer of the engine to a completion request. */
  getLastCompletion(): CompletionEvent | undefined;
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

/** Parts of the extension that the tests observe. */
export interface TestedParts {
  readonly engine: EngineSupervisor;
  readonly completions: InlineCompletionFeature;
  readonly prefetch: PrefetchFeature;
  readonly contextSources: ContextSender;
  readonly chat: ChatFeature;
}

/** Creates the API for the tests. */
export function createTestApi(parts: TestedParts): TestApi {
  const { engine, completions, prefetch, contextSources, chat } = parts;
  return {
    getState: () => engine.status,
    onDidChangeState: engine.onDidChangeStatus,
    getLastCompletion: () => completions.lastCompletion,
    getDecisions: () => completions.decisions,
    getEnginePid: () => engine.pid,
    getSentCursor: () => prefetch.lastSentCursor,
    getSentContext: () => contextSources.lastSent,
    getWorkCounts: () => engine.requestWorkCounts(),
    getChatMessages: () => chat.getMessages(),
  };
}
