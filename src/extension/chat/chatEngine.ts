import type * as vscode from 'vscode';
import type { ChatParams, ChatResult } from '../../engine/protocol.ts';
import type { StatusSource } from '../engineHost/engineSettled.ts';

/** What the chat needs of the engine. */
export interface ChatEngine extends StatusSource {
  /**
   * Answers the last turn. Rejects with an Error whose message is in plain words for the person.
   * Resolves with stopReason `cancelled` when the token is cancelled.
   */
  chat(
    question: Pick<ChatParams, 'turns' | 'document'>,
    onChunk: (text: string) => void,
    token: vscode.CancellationToken,
  ): Promise<ChatResult>;
}
