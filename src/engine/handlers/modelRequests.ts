import type { Connection } from 'vscode-languageserver/node';
import type { EngineParts } from '../engineParts.ts';
import { handleRequest } from './protocolMessages.ts';

/** Registers the requests that load the model, and that return its state and its work. */
export function registerModelRequests(
  connection: Connection,
  { host }: Pick<EngineParts, 'host'>,
): void {
  handleRequest(connection, 'tramontane/loadModel', (params) => host.load(params));
  handleRequest(connection, 'tramontane/state', () => Promise.resolve(host.state));
  handleRequest(connection, 'tramontane/work', () =>
    Promise.resolve(host.modelOrThrow.workMeter.counts),
  );
}
