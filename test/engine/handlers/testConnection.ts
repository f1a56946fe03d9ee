import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type Connection,
  type ProtocolConnection,
} from 'vscode-languageserver/node';

/** Connection of an engine and its client through streams in memory. */
export interface TestConnection {
  readonly connection: Connection;
  readonly client: ProtocolConnection;
  /** Methods with a handler in the engine, in the order of their registrations. */
  readonly registeredMethods: readonly string[];
}

/** Creates a connection whose client listens; the engine's end begins to listen by `listen`. */
export function createTestConnection(): TestConnection {
  const [toEngine, toClient] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toEngine),
    new StreamMessageWriter(toClient),
  );
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toEngine),
  );
  client.listen();
  return { connection, client, registeredMethods: recordMethods(connection) };
}

function recordMethods(connection: Connection): readonly string[] {
  const methods: string[] = [];
  for (const name of ['onRequest', 'onNotification'] as const) {
    const register = connection[name].bind(connection) as (...parts: unknown[]) => unknown;
    Reflect.set(connection, name, (method: unknown, ...parts: unknown[]) => {
      if (typeof method === 'string') methods.push(method);
      return register(method, ...parts);
    });
  }
  return methods;
}
