import type { Connection } from 'vscode-languageserver/node';
import { resolveOffset } from '../documents/resolveOffset.ts';
import type { EngineParts } from '../engineParts.ts';
import { handleNotification } from './protocolMessages.ts';

/** Registers the notifications that control idle work: moves of the cursor, and its switch. */
export function registerPrefetchNotifications(
  connection: Connection,
  { documents, idleWork }: Pick<EngineParts, 'documents' | 'idleWork'>,
): void {
  handleNotification(connection, 'tramontane/cursor', (params) => {
    const { textDocument, position, disabledRules } = params;
    const document = documents.get(textDocument.uri);
    const offset = document && resolveOffset(document, position);
    if (document?.version === textDocument.version && offset !== undefined) {
      idleWork.handleCursorMove(textDocument.uri, offset, disabledRules);
    }
  });
  handleNotification(connection, 'tramontane/prefetch', ({ enabled }) => {
    idleWork.setEnabled(enabled);
  });
}
