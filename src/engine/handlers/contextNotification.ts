import type { Connection } from 'vscode-languageserver/node';
import type { EngineParts } from '../engineParts.ts';
import { handleNotification } from './protocolMessages.ts';

/** Registers the notification that sets the context of a document. */
export function registerContextNotification(
  connection: Connection,
  { context }: Pick<EngineParts, 'context'>,
): void {
  handleNotification(connection, 'tramontane/context', (params) => {
    context.set(params);
  });
}
