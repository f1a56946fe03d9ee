import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { DownloadErrorCode } from '../../../src/extension/models/downloadError.ts';
import { downloadFixture, failure } from './downloadFixture.ts';
import type { DownloadFixture } from './downloadFixture.ts';
import type { Handler } from './fileServer.ts';
import { file, rangeStart, serve, someBytes, startServer, status } from './fileServer.ts';

const content = someBytes(300_000);
const anHourMs = 3_600_000;

function leavePart({ destination, part }: DownloadFixture, bytes: Buffer): void {
  mkdirSync(dirname(destination), { recursive: true });
  writeFileSync(part, bytes);
}

void test('a cancelled download keeps its part, and the next one asks for the rest alone', async (t) => {
  const server = await serve(t, file(content, { cutAfter: 100_000, stalls: true }), file(content));
  const { run, read, destination, part } = await downloadFixture(t, content);
  const controller = new AbortController();
  await assert.rejects(
    run(server.origin, {
      signal: controller.signal,
      timing: { progressIntervalMs: 0 },
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes > 0) controller.abort();
      },
    }),
    failure('cancelled'),
  );
  const have = read(part)?.length ?? 0;
  assert.ok(have > 0 && have < content.length);
  assert.equal(read(destination), undefined);

  await run(server.origin);
  assert.equal(server.requests[1]?.headers.range, `bytes=${String(have)}-`);
  assert.deepEqual(read(destination), content);
  assert.equal(read(part), undefined);
});

void test('a connection that breaks in the middle is taken up where it broke', async (t) => {
  const server = await serve(t, file(content, { cutAfter: 120_000 }), file(content));
  const { run, read, destination, part } = await downloadFixture(t, content);
  const retried: [DownloadErrorCode, number | undefined][] = [];
  await run(server.origin, {
    onRetry: ({ code }) => retried.push([code, read(part)?.length]),
  });
  assert.deepEqual(read(destination), content);
  const resumedAt = server.requests[1] && rangeStart(server.requests[1]);
  assert.ok(resumedAt);
  assert.deepEqual(retried, [['connectionLost', resumedAt]]);
});

void test('a body without a length that ends too early is taken up where it ended', async (t) => {
  const early: Handler = (_request, response) => {
    response.flushHeaders();
    response.end(content.subarray(0, 1000));
  };
  const server = await serve(t, early, file(content));
  const { run, read, destination } = await downloadFixture(t, content);
  const retried: DownloadErrorCode[] = [];
  await run(server.origin, { onRetry: ({ code }) => retried.push(code) });
  assert.deepEqual(retried, ['connectionLost']);
  assert.deepEqual(server.requests.map(rangeStart), [0, 1000]);
  assert.deepEqual(read(destination), content);
});

void test('a length other than the file’s is refused and leaves nothing', async (t) => {
  const server = await serve(t, file(content.subarray(0, 1000)));
  const { run, read, destination, part } = await downloadFixture(t, content);
  await assert.rejects(run(server.origin), failure('otherFile', /1\.0 kB/));
  assert.equal(read(part), undefined);
  assert.equal(read(destination), undefined);
});

void test('a stalled connection is given up and taken up where it stalled', async (t) => {
  const server = await serve(t, file(content, { cutAfter: 50_000, stalls: true }), file(content));
  const { run, read, destination } = await downloadFixture(t, content);
  const retried: DownloadErrorCode[] = [];
  await run(server.origin, {
    timing: { idleTimeoutMs: 100, retryDelaysMs: [0, 0, 0, 0, 0] },
    onRetry: ({ code }) => retried.push(code),
  });
  assert.deepEqual(read(destination), content);
  assert.equal(retried[0], 'stalled');
  assert.equal(server.requests[1] && rangeStart(server.requests[1]), 50_000);
});

void test('a server that never answers is given up after the tries', async (t) => {
  const server = await serve(t, () => undefined);
  const { run } = await downloadFixture(t, content);
  await assert.rejects(
    run(server.origin, { timing: { idleTimeoutMs: 20, retryDelaysMs: [0, 0] } }),
    failure('stalled', /Nothing has come/),
  );
  assert.equal(server.requests.length, 3);
});

void test('a server that ignores the range starts over and still finishes right', async (t) => {
  const server = await serve(t, file(content, { honorsRange: false }));
  const fixture = await downloadFixture(t, content);
  leavePart(fixture, content.subarray(0, 70_000));
  await fixture.run(server.origin);
  assert.equal(server.requests[0]?.headers.range, 'bytes=70000-');
  assert.deepEqual(fixture.read(fixture.destination), content);
});

void test('416 discards a part that the server has no rest for', async (t) => {
  const unsatisfiable = status(416, { 'content-range': `bytes */${String(content.length)}` });
  const server = await serve(t, unsatisfiable, file(content));
  const fixture = await downloadFixture(t, content);
  leavePart(fixture, content.subarray(0, 70_000));
  await fixture.run(server.origin);
  assert.deepEqual(server.requests.map(rangeStart), [70_000, 0]);
  assert.deepEqual(fixture.read(fixture.destination), content);
});

void test('416 from a server whose file is of another size keeps the part', async (t) => {
  const server = await serve(t, status(416, { 'content-range': 'bytes */5000' }));
  const fixture = await downloadFixture(t, content);
  leavePart(fixture, content.subarray(0, 70_000));
  await assert.rejects(fixture.run(server.origin), failure('otherFile', /5\.0 kB/));
  assert.equal(fixture.read(fixture.part)?.length, 70_000);
});

void test('206 for a range that was not asked for is not appended', async (t) => {
  const total = String(content.length);
  const shifted = status(206, {
    'content-range': `bytes 10-${String(content.length - 1)}/${total}`,
  });
  const server = await serve(t, shifted, file(content));
  const fixture = await downloadFixture(t, content);
  leavePart(fixture, content.subarray(0, 70_000));
  await fixture.run(server.origin);
  assert.deepEqual(server.requests.map(rangeStart), [70_000, 0]);
  assert.deepEqual(fixture.read(fixture.destination), content);
});

void test('a part longer than the file is dropped', async (t) => {
  const server = await serve(t, file(content));
  const fixture = await downloadFixture(t, content);
  leavePart(fixture, Buffer.alloc(content.length + 1));
  await fixture.run(server.origin);
  assert.equal(server.requests[0]?.headers.range, undefined);
  assert.deepEqual(fixture.read(fixture.destination), content);
});

void test('the log-in page of a network does not cost what is there', async (t) => {
  const server = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<title>Welcome to the hotel</title>');
  });
  const fixture = await downloadFixture(t, content);
  leavePart(fixture, content.subarray(0, 70_000));
  await assert.rejects(fixture.run(server.origin), failure('unexpectedAnswer', /log-in/));
  assert.deepEqual(fixture.read(fixture.part), content.subarray(0, 70_000));
});

void test('a server in trouble is asked again, as often as there are waits', async (t) => {
  const server = await serve(t, status(503));
  const { run } = await downloadFixture(t, content);
  await assert.rejects(run(server.origin), failure('serverTrouble', /503/));
  assert.equal(server.requests.length, 4);
});

for (const [code, expected, words] of [
  [401, 'accessDenied', /HF_TOKEN/],
  [403, 'accessDenied', /HF_TOKEN/],
  [404, 'notFound', /no longer there/],
  [418, 'unexpectedAnswer', /418/],
] as const) {
  void test(`${String(code)} is told at once, in plain words`, async (t) => {
    const server = await serve(t, status(code));
    const { run } = await downloadFixture(t, content);
    await assert.rejects(run(server.origin), failure(expected, words));
    assert.equal(server.requests.length, 1);
  });
}

void test('too many requests are told as such', async (t) => {
  const server = await serve(t, status(429));
  const { run } = await downloadFixture(t, content);
  await assert.rejects(
    run(server.origin, { timing: { retryDelaysMs: [] } }),
    failure('serverTrouble', /Wait a few minutes/),
  );
});

void test('no network from the start is told at once', { timeout: 20_000 }, async (t) => {
  const server = await startServer(file(content));
  await server.close();
  const { run } = await downloadFixture(t, content);
  await assert.rejects(
    run(server.origin, { timing: { retryDelaysMs: [anHourMs] } }),
    failure('noNetwork', /ECONNREFUSED.*Check the network/),
  );
});

void test('a network that goes away in the middle is waited for', async (t) => {
  const server = await serve(t, file(content, { cutAfter: 1000 }));
  const { run } = await downloadFixture(t, content);
  const retried: DownloadErrorCode[] = [];
  await assert.rejects(
    run(server.origin, {
      onRetry: ({ code }) => {
        retried.push(code);
        void server.close();
      },
    }),
    failure('noNetwork'),
  );
  assert.deepEqual(retried, ['connectionLost', 'noNetwork', 'noNetwork']);
});

void test('a server that starts over and breaks off at the same place is given up', async (t) => {
  const server = await serve(t, file(content, { honorsRange: false, cutAfter: 1000 }));
  const { run } = await downloadFixture(t, content);
  await assert.rejects(run(server.origin), failure('connectionLost'));
  // Bytes that arrive just before the cut may get lost, so the number of tries varies by one or two.
  assert.ok(server.requests.length < 10);
});

void test('however the server cuts the stream, the finished file is the source', async (t) => {
  const answer = fc.record({
    cutAfter: fc.nat(4000),
    honorsRange: fc.boolean(),
    announcesLength: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 4000 }),
      fc.array(answer, { maxLength: 6 }),
      async (bytes, cuts) => {
        const source = Buffer.from(bytes);
        const server = await startServer(...cuts.map((cut) => file(source, cut)), file(source));
        try {
          const { run, read, destination } = await downloadFixture(t, source);
          await run(server.origin, { timing: { retryDelaysMs: cuts.map(() => 0) } });
          assert.deepEqual(read(destination), source);
        } finally {
          await server.close();
        }
      },
    ),
    { numRuns: 60 },
  );
});
