import {
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
} from 'vscode-languageserver/node';
import { createConnectionLogger } from './connectionLogger.ts';
import { createEngineParts, type EngineParts } from './engineParts.ts';
import type { Clock } from './foundation/environment.ts';
import { registerCacheRequests } from './handlers/cacheRequests.ts';
import { registerChatRequest } from './handlers/chatRequest.ts';
import { registerCompletionRequests } from './handlers/completionRequests.ts';
import { registerContextNotification } from './handlers/contextNotification.ts';
import { registerDocumentSync } from './handlers/documentSync.ts';
import { registerModelRequests } from './handlers/modelRequests.ts';
import { registerPrefetchNotifications } from './handlers/prefetchNotifications.ts';
import { sendNotification } from './handlers/protocolMessages.ts';
import type { LoadModel } from './model/modelHost.ts';
import type { EngineInitializationOptions } from './protocol.ts';

/** Features of the engine; each registers the handlers of its requests and notifications. */
const features: readonly ((connection: Connection, parts: EngineParts) => void)[] = [
  registerDocumentSync,
  registerCompletionRequests,
  registerPrefetchNotifications,
  registerContextNotification,
  registerCacheRequests,
  registerModelRequests,
  registerChatRequest,
];

/**
 * Builds the engine's parts and connects them to a client. Returns when the connection listens.
 *
 * @param load loads a model file.
 */
export function serve(connection: Connection, load: LoadModel, clock: Clock): void {
  const parts = createEngineParts({
    load,
    clock,
    logger: createConnectionLogger(connection),
    onDidChangeState: (state) => {
      sendNotification(connection, 'tramontane/stateChanged', state);
    },
  });
  connection.onInitialize((params) => ({
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      ...(hasOwnInlineCompletion(params) ? {} : { inlineCompletionProvider: true }),
    },
    serverInfo: { name: 'Tramontane engine' },
  }));
  for (const register of features) register(connection, parts);
  connection.onShutdown(() => parts.dispose());
  connection.listen();
}

function hasOwnInlineCompletion(params: InitializeParams): boolean {
  const options = params.initializationOptions as EngineInitializationOptions | null | undefined;
  return options?.hasOwnInlineCompletion === true;
}
