import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { CancellationTokenSource, ResponseError } from 'vscode-languageserver/node';
import { EngineError } from '../../../src/engine/foundation/engineError.ts';
import {
  handleNotification,
  handleRequest,
  sendNotification,
} from '../../../src/engine/handlers/protocolMessages.ts';
import { createTestConnection } from './testConnection.ts';

const state = { kind: 'empty' } as const;

test('a handler receives the parameters, and its result is the answer', async () => {
  const { connection, client } = createTestConnection();
  handleRequest(connection, 'tramontane/prompt', ({ textDocument }) =>
    Promise.resolve({
      parts: [{ kind: 'prefix', text: textDocument.uri, tokens: 1, reason: 'A test.' }],
    }),
  );
  connection.listen();
  const report: unknown = await client.sendRequest('tramontane/prompt', {
    textDocument: { uri: 'file:///a' },
  });
  assert.deepEqual(report, {
    parts: [{ kind: 'prefix', text: 'file:///a', tokens: 1, reason: 'A test.' }],
  });
});

test('a failure is answered with its code and its message for the user', async () => {
  const { connection, client } = createTestConnection();
  handleRequest(connection, 'tramontane/state', () =>
    Promise.reject(new EngineError('noModel', 'There is no model yet.')),
  );
  connection.listen();
  await assert.rejects(client.sendRequest('tramontane/state', null), (error) => {
    assert.ok(error instanceof ResponseError);
    assert.equal(error.message, 'There is no model yet.');
    assert.deepEqual(error.data, { code: 'noModel', message: 'There is no model yet.' });
    return true;
  });
});

test('an unforeseen error is answered as an internal failure, and its stack is logged', async () => {
  const { connection, client } = createTestConnection();
  const lines: string[] = [];
  client.onNotification('window/logMessage', ({ message }: { message: string }) => {
    lines.push(message);
  });
  handleRequest(connection, 'tramontane/state', () => {
    throw new TypeError('a.b is not a function');
  });
  connection.listen();
  await assert.rejects(client.sendRequest('tramontane/state', null), (error) => {
    assert.ok(error instanceof ResponseError);
    assert.equal((error.data as { code: string }).code, 'internal');
    return true;
  });
  assert.match(lines.join('\n'), /TypeError: a\.b is not a function\n\s+at /);
});

test('the signal of a handler aborts when the client cancels the request', async () => {
  const { connection, client } = createTestConnection();
  const cancellation = new CancellationTokenSource();
  handleRequest(connection, 'tramontane/state', async (_params, signal) => {
    assert.equal(signal.aborted, false);
    cancellation.cancel();
    await once(signal, 'abort');
    return state;
  });
  connection.listen();
  const answer: unknown = await client.sendRequest('tramontane/state', null, cancellation.token);
  assert.deepEqual(answer, state);
});

test('notifications are received and sent with their parameters', async () => {
  const { connection, client } = createTestConnection();
  handleNotification(connection, 'tramontane/prefetch', ({ enabled }) => {
    if (!enabled) sendNotification(connection, 'tramontane/stateChanged', state);
  });
  connection.listen();
  const received = new Promise((resolve) => {
    client.onNotification('tramontane/stateChanged', resolve);
  });
  await client.sendNotification('tramontane/prefetch', { enabled: false });
  assert.deepEqual(await received, state);
});
