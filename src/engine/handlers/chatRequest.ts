import type { Connection } from 'vscode-languageserver/node';
import type { EngineParts } from '../engineParts.ts';
import { handleRequest, sendNotification } from './protocolMessages.ts';

/** Registers the request for an answer of the chat, which is sent in chunks while it is generated. */
export function registerChatRequest(
  connection: Connection,
  { chat, logger }: Pick<EngineParts, 'chat' | 'logger'>,
): void {
  handleRequest(connection, 'tramontane/chat', async (params, signal) => {
    const result = await chat.chat(
      params,
      (chunk) => {
        sendNotification(connection, 'tramontane/chatChunk', chunk);
      },
      signal,
    );
    logger.debug(`Chat: ${result.stopReason}, ${JSON.stringify(result.metrics)}`);
    return result;
  });
}
