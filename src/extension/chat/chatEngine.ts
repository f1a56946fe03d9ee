import type * as vscode from 'vscode';
import type { ChatParams, ChatResult } from '../../engine/protocol.ts';
import type { StatusSource } from '../engineHost/waitForEngine.ts';

/** The part of the engine that the chat uses. */
export interface ChatEngine extends StatusSource {
  /**
   * Generates the answer to the last turn. Resolves with stopReason `cancelled` when the token is
   * cancelled. Rejects with an Error whose message is in plain words for the user.
   */
  chat(
    question: Pick<ChatParams, 'turns' | 'document'>,
    onChunk: (text: string) => void,
    token: vscode.CancellationToken,
  ): Promise<ChatResult>;
}
