import type { Connection } from 'vscode-languageserver/node';
import type { EngineParts } from '../engineParts.ts';
import { handleRequest } from './protocolMessages.ts';

/** Registers the requests that report on the caches of files, verify them, or delete saved ones. */
export function registerCacheRequests(
  connection: Connection,
  { reports, caches }: Pick<EngineParts, 'reports' | 'caches'>,
): void {
  handleRequest(connection, 'tramontane/cache', ({ textDocument }) =>
    reports.reportCache(textDocument.uri),
  );
  handleRequest(connection, 'tramontane/prompt', ({ textDocument }) =>
    Promise.resolve(reports.reportPrompt(textDocument.uri)),
  );
  handleRequest(connection, 'tramontane/verify', ({ textDocument }) =>
    reports.verify(textDocument.uri),
  );
  handleRequest(connection, 'tramontane/deleteSavedStates', async () => ({
    bytes: await caches.deleteSavedStates(),
  }));
}
