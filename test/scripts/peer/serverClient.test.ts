import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { ServerClient } from '../../../scripts/peer/serverClient.ts';

const post = { path: '/completion', body: { prompt: 'a' } } as const;
const never = new AbortController().signal;
const lastEvent = { content: '', stop: true, tokens_evaluated: 7 };

const ignore = () => undefined;

/** Starts a server on this machine, and a client whose process ends when `end` is called. */
async function start(context: TestContext, listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { promise: exitMessage, resolve: end } = withResolvers<string>();
  const { port } = server.address() as AddressInfo;
  return { server, end, client: new ServerClient(port, { exitMessage }) };
}

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return { promise, resolve };
}

function sendEvents(response: ServerResponse, ...events: readonly object[]): void {
  response.setHeader('content-type', 'text/event-stream');
  for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
}

function formatMetrics(promptTokens: number, running: number, deferred = 0): string {
  return `llamacpp:prompt_tokens_total ${promptTokens}
llamacpp:tokens_predicted_seconds_total 0
llamacpp:predicted_tokens_seconds 0
llamacpp:requests_processing ${running}
llamacpp:requests_deferred ${deferred}
`;
}

test('a completion is a stream with the number of tokens to sample', async (context) => {
  let received: unknown;
  const { client } = await start(context, (request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => {
      received = JSON.parse(text);
      sendEvents(response, { content: 'b' }, lastEvent);
      response.end();
    });
  });
  const { text, isComplete, promptTokens } = await client.complete(post, 32, never);
  assert.deepEqual(
    { text, isComplete, promptTokens },
    { text: 'b', isComplete: true, promptTokens: 7 },
  );
  assert.deepEqual(received, { prompt: 'a', n_predict: 32, cache_prompt: true, stream: true });
});

test('each request has a connection of its own', async (context) => {
  const { client, server } = await start(context, (request, response) => {
    request.resume();
    // Like llama-server, which closes the connection after a stream in spite of this header.
    response.setHeader('keep-alive', 'timeout=5, max=100');
    sendEvents(response, lastEvent);
    response.end();
  });
  let connections = 0;
  server.on('connection', () => connections++);
  for (let request = 0; request < 3; request++) await client.complete(post, 32, never);
  assert.equal(connections, 3);
});

test('aborting closes the connection, before the headers and within the stream', async (context) => {
  const controllers = [new AbortController(), new AbortController()] as const;
  const closed: Promise<unknown>[] = [];
  const { client } = await start(context, (request, response) => {
    closed.push(new Promise((resolve) => request.socket.on('error', ignore).on('close', resolve)));
    const [beforeHeaders, withinStream] = controllers;
    if (!beforeHeaders.signal.aborted) beforeHeaders.abort();
    else {
      sendEvents(response, { content: 'b' });
      setImmediate(() => withinStream.abort());
    }
  });
  for (const { signal } of controllers) {
    assert.equal((await client.complete(post, 32, signal)).isComplete, false);
  }
  await Promise.all(closed);
  assert.equal(closed.length, 2);
});

test("the server's refusal is an error with its message", async (context) => {
  const { client } = await start(context, (_, response) => {
    response.writeHead(400).end(JSON.stringify({ error: { message: 'prompt is too long' } }));
  });
  await assert.rejects(client.complete(post, 32, never), /refuses: prompt is too long/);
});

test('a stream without a last event is an error', async (context) => {
  const { client } = await start(context, (_, response) => {
    sendEvents(response, { content: 'b' });
    response.end();
  });
  await assert.rejects(client.complete(post, 32, never), /before its last event/);
});

test('a process that ends within a stream is reported with its exit code', async (context) => {
  const { client, server, end } = await start(context, (request, response) => {
    sendEvents(response, { content: 'b' });
    server.close();
    setImmediate(() => {
      request.socket.destroy();
      end('llama-server ended with exit code 134. Its last output:\nGGML_ASSERT');
    });
  });
  await assert.rejects(client.complete(post, 32, never), /exit code 134.*\nGGML_ASSERT/);
});

test('a connection that breaks while the server runs is reported as such', async (context) => {
  const { client } = await start(context, (request, response) => {
    if (request.url === '/health') response.end();
    else request.socket.destroy();
  });
  await assert.rejects(client.complete(post, 32, never), /connection to llama-server failed/);
});

test('counts are those of an idle server, in two readings', async (context) => {
  // The deferred request is in neither count on its way to the slot: the second reading.
  const readings = [
    formatMetrics(10, 1, 1),
    formatMetrics(20, 0),
    formatMetrics(20, 1),
    formatMetrics(30, 0),
    formatMetrics(30, 0),
    formatMetrics(99, 0),
  ];
  const { client } = await start(context, (_, response) => response.end(readings.shift()));
  const waits: number[] = [];
  const { promptTokens } = await client.countWork(({ runningRequests }) => {
    waits.push(runningRequests);
  });
  assert.equal(promptTokens, 30);
  assert.deepEqual(waits, [2, 1]);
});
