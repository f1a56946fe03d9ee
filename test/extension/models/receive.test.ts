import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { DownloadErrorCode } from '../../../src/extension/models/downloadError.ts';
import { createDownloadFixture, matchFailure } from './downloadFixture.ts';
import type { DownloadFixture } from './downloadFixture.ts';
import type { Handler } from './fileServer.ts';
import {
  serveFile,
  parseRangeStart,
  serve,
  createBytes,
  startServer,
  serveStatus,
} from './fileServer.ts';

const content = createBytes(300_000);
const anHourMs = 3_600_000;

function writePart({ destination, part }: DownloadFixture, bytes: Buffer): void {
  mkdirSync(dirname(destination), { recursive: true });
  writeFileSync(part, bytes);
}

void test('a cancelled download keeps its part, and the next one requests only the rest', async (t) => {
  const server = await serve(
    t,
    serveFile(content, { cutAfter: 100_000, stalls: true }),
    serveFile(content),
  );
  const { run, read, destination, part } = await createDownloadFixture(t, content);
  const controller = new AbortController();
  await assert.rejects(
    run(server.origin, {
      signal: controller.signal,
      timing: { progressIntervalMs: 0 },
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes > 0) controller.abort();
      },
    }),
    matchFailure('cancelled'),
  );
  const have = read(part)?.length ?? 0;
  assert.ok(have > 0 && have < content.length);
  assert.equal(read(destination), undefined);

  await run(server.origin);
  assert.equal(server.requests[1]?.headers.range, `bytes=${String(have)}-`);
  assert.deepEqual(read(destination), content);
  assert.equal(read(part), undefined);
});

void test('a broken connection is resumed where it broke', async (t) => {
  const server = await serve(t, serveFile(content, { cutAfter: 120_000 }), serveFile(content));
  const { run, read, destination, part } = await createDownloadFixture(t, content);
  const retried: [DownloadErrorCode, number | undefined][] = [];
  await run(server.origin, {
    onRetry: ({ code }) => retried.push([code, read(part)?.length]),
  });
  assert.deepEqual(read(destination), content);
  const resumedAt = server.requests[1] && parseRangeStart(server.requests[1]);
  assert.ok(resumedAt);
  assert.deepEqual(retried, [['connectionLost', resumedAt]]);
});

void test('a body without a length that ends too early is resumed where it ended', async (t) => {
  const early: Handler = (_request, response) => {
    response.flushHeaders();
    response.end(content.subarray(0, 1000));
  };
  const server = await serve(t, early, serveFile(content));
  const { run, read, destination } = await createDownloadFixture(t, content);
  const retried: DownloadErrorCode[] = [];
  await run(server.origin, { onRetry: ({ code }) => retried.push(code) });
  assert.deepEqual(retried, ['connectionLost']);
  assert.deepEqual(server.requests.map(parseRangeStart), [0, 1000]);
  assert.deepEqual(read(destination), content);
});

void test('a length other than that of the file is refused and leaves nothing', async (t) => {
  const server = await serve(t, serveFile(content.subarray(0, 1000)));
  const { run, read, destination, part } = await createDownloadFixture(t, content);
  await assert.rejects(run(server.origin), matchFailure('otherFile', /1\.0 kB/));
  assert.equal(read(part), undefined);
  assert.equal(read(destination), undefined);
});

void test('a stalled connection is closed and resumed where it stalled', async (t) => {
  const server = await serve(
    t,
    serveFile(content, { cutAfter: 50_000, stalls: true }),
    serveFile(content),
  );
  const { run, read, destination } = await createDownloadFixture(t, content);
  const retried: DownloadErrorCode[] = [];
  await run(server.origin, {
    timing: { idleTimeoutMs: 100, retryDelaysMs: [0, 0, 0, 0, 0] },
    onRetry: ({ code }) => retried.push(code),
  });
  assert.deepEqual(read(destination), content);
  assert.equal(retried[0], 'stalled');
  assert.equal(server.requests[1] && parseRangeStart(server.requests[1]), 50_000);
});

void test('a server that never answers is given up after all attempts', async (t) => {
  const server = await serve(t, () => undefined);
  const { run } = await createDownloadFixture(t, content);
  await assert.rejects(
    run(server.origin, { timing: { idleTimeoutMs: 20, retryDelaysMs: [0, 0] } }),
    matchFailure('stalled', /Nothing has come/),
  );
  assert.equal(server.requests.length, 3);
});

void test('a server that ignores the range starts over, and the download still completes', async (t) => {
  const server = await serve(t, serveFile(content, { honorsRange: false }));
  const fixture = await createDownloadFixture(t, content);
  writePart(fixture, content.subarray(0, 70_000));
  await fixture.run(server.origin);
  assert.equal(server.requests[0]?.headers.range, 'bytes=70000-');
  assert.deepEqual(fixture.read(fixture.destination), content);
});

void test('416 discards a part for which the server has no rest', async (t) => {
  const unsatisfiable = serveStatus(416, { 'content-range': `bytes */${String(content.length)}` });
  const server = await serve(t, unsatisfiable, serveFile(content));
  const fixture = await createDownloadFixture(t, content);
  writePart(fixture, content.subarray(0, 70_000));
  await fixture.run(server.origin);
  assert.deepEqual(server.requests.map(parseRangeStart), [70_000, 0]);
  assert.deepEqual(fixture.read(fixture.destination), content);
});

void test('416 from a server whose file is of another size keeps the part', async (t) => {
  const server = await serve(t, serveStatus(416, { 'content-range': 'bytes */5000' }));
  const fixture = await createDownloadFixture(t, content);
  writePart(fixture, content.subarray(0, 70_000));
  await assert.rejects(fixture.run(server.origin), matchFailure('otherFile', /5\.0 kB/));
  assert.equal(fixture.read(fixture.part)?.length, 70_000);
});

void test('206 for a range that was not requested is not appended', async (t) => {
  const total = String(content.length);
  const shifted = serveStatus(206, {
    'content-range': `bytes 10-${String(content.length - 1)}/${total}`,
  });
  const server = await serve(t, shifted, serveFile(content));
  const fixture = await createDownloadFixture(t, content);
  writePart(fixture, content.subarray(0, 70_000));
  await fixture.run(server.origin);
  assert.deepEqual(server.requests.map(parseRangeStart), [70_000, 0]);
  assert.deepEqual(fixture.read(fixture.destination), content);
});

void test('a part longer than the file is discarded', async (t) => {
  const server = await serve(t, serveFile(content));
  const fixture = await createDownloadFixture(t, content);
  writePart(fixture, Buffer.alloc(content.length + 1));
  await fixture.run(server.origin);
  assert.equal(server.requests[0]?.headers.range, undefined);
  assert.deepEqual(fixture.read(fixture.destination), content);
});

void test('the login page of a network does not discard the part', async (t) => {
  const server = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<title>Welcome to the hotel</title>');
  });
  const fixture = await createDownloadFixture(t, content);
  writePart(fixture, content.subarray(0, 70_000));
  await assert.rejects(fixture.run(server.origin), matchFailure('unexpectedAnswer', /log-in/));
  assert.deepEqual(fixture.read(fixture.part), content.subarray(0, 70_000));
});

void test('a failing server is retried, once for each delay', async (t) => {
  const server = await serve(t, serveStatus(503));
  const { run } = await createDownloadFixture(t, content);
  await assert.rejects(run(server.origin), matchFailure('serverTrouble', /503/));
  assert.equal(server.requests.length, 4);
});

for (const [code, expected, words] of [
  [401, 'accessDenied', /HF_TOKEN/],
  [403, 'accessDenied', /HF_TOKEN/],
  [404, 'notFound', /no longer there/],
  [418, 'unexpectedAnswer', /418/],
] as const) {
  void test(`${String(code)} is reported at once, in plain words`, async (t) => {
    const server = await serve(t, serveStatus(code));
    const { run } = await createDownloadFixture(t, content);
    await assert.rejects(run(server.origin), matchFailure(expected, words));
    assert.equal(server.requests.length, 1);
  });
}

void test('too many requests are reported as such', async (t) => {
  const server = await serve(t, serveStatus(429));
  const { run } = await createDownloadFixture(t, content);
  await assert.rejects(
    run(server.origin, { timing: { retryDelaysMs: [] } }),
    matchFailure('serverTrouble', /Wait a few minutes/),
  );
});

void test('a missing network is reported at once', { timeout: 20_000 }, async (t) => {
  const server = await startServer(serveFile(content));
  await server.close();
  const { run } = await createDownloadFixture(t, content);
  await assert.rejects(
    run(server.origin, { timing: { retryDelaysMs: [anHourMs] } }),
    matchFailure('noNetwork', /ECONNREFUSED.*Check the network/),
  );
});

void test('a network that fails during the download is awaited', async (t) => {
  const server = await serve(t, serveFile(content, { cutAfter: 1000 }));
  const { run } = await createDownloadFixture(t, content);
  const retried: DownloadErrorCode[] = [];
  await assert.rejects(
    run(server.origin, {
      onRetry: ({ code }) => {
        retried.push(code);
        void server.close();
      },
    }),
    matchFailure('noNetwork'),
  );
  assert.deepEqual(retried, ['connectionLost', 'noNetwork', 'noNetwork']);
});

void test('a server that starts over and breaks off at the same place is given up', async (t) => {
  const server = await serve(t, serveFile(content, { honorsRange: false, cutAfter: 1000 }));
  const { run } = await createDownloadFixture(t, content);
  await assert.rejects(run(server.origin), matchFailure('connectionLost'));
  // Bytes that arrive just before the cut may get lost, so the number of tries varies by one or two.
  assert.ok(server.requests.length < 10);
});

void test('the finished file is the source, however the server cuts the stream', async (t) => {
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
        const server = await startServer(
          ...cuts.map((cut) => serveFile(source, cut)),
          serveFile(source),
        );
        try {
          const { run, read, destination } = await createDownloadFixture(t, source);
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
