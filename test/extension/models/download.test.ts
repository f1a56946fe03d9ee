import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { DownloadProgress } from '../../../src/extension/models/progressMeter.ts';
import { createDownloadFixture, matchFailure } from './downloadFixture.ts';
import { serveFile, serve, computeSha256, createBytes, serveStatus } from './fileServer.ts';

const content = createBytes(300_000);
const anHourMs = 3_600_000;

void test('a new download arrives complete under its name and leaves no other file', async (t) => {
  const server = await serve(t, serveFile(content));
  const { run, read, destination } = await createDownloadFixture(t, content);
  const seen: DownloadProgress[] = [];
  await run(server.origin, { onProgress: (progress) => seen.push(progress) });
  assert.deepEqual(read(destination), content);
  assert.deepEqual(readdirSync(dirname(destination)), ['model.gguf']);
  assert.equal(server.requests.length, 1);
  assert.equal(server.requests[0]?.headers.range, undefined);
  assert.equal(seen.at(-1)?.receivedBytes, content.length);
  assert.equal(seen.at(-1)?.phase, 'receiving');
});

void test('an existing file with the right hash is not downloaded again', async (t) => {
  const server = await serve(t, serveStatus(500));
  const { run, read, destination } = await createDownloadFixture(t, content);
  mkdirSync(dirname(destination));
  writeFileSync(destination, content);
  await run(server.origin);
  assert.equal(server.requests.length, 0);
  assert.deepEqual(read(destination), content);
});

void test('an existing file with another hash is replaced', async (t) => {
  const server = await serve(t, serveFile(content));
  const { run, read, destination } = await createDownloadFixture(t, content);
  mkdirSync(dirname(destination));
  writeFileSync(destination, Buffer.alloc(content.length));
  await run(server.origin);
  assert.deepEqual(read(destination), content);
});

void test('a complete part is renamed without a request', async (t) => {
  const server = await serve(t, serveStatus(500));
  const { run, read, destination, part } = await createDownloadFixture(t, content);
  mkdirSync(dirname(destination));
  writeFileSync(part, content);
  await run(server.origin);
  assert.deepEqual(read(destination), content);
  assert.equal(read(part), undefined);
  assert.equal(server.requests.length, 0);
});

void test('a wrong hash leaves neither the file nor its part', async (t) => {
  const server = await serve(t, serveFile(content));
  const { run, read, destination, part } = await createDownloadFixture(t, content);
  await assert.rejects(
    run(server.origin, { sha256: computeSha256(Buffer.from('other')) }),
    matchFailure('wrongHash', /deleted/),
  );
  assert.equal(read(destination), undefined);
  assert.equal(read(part), undefined);
});

void test('a body longer than the file is refused and deleted', async (t) => {
  const longer = Buffer.concat([content, Buffer.from('more')]);
  const server = await serve(t, serveFile(longer, { announcesLength: false }));
  const { run, read, destination, part } = await createDownloadFixture(t, content);
  await assert.rejects(run(server.origin), matchFailure('tooManyBytes'));
  assert.equal(read(destination), undefined);
  assert.equal(read(part), undefined);
});

void test('a download that is cancelled before its start sends no request', async (t) => {
  const server = await serve(t, serveFile(content));
  const { run } = await createDownloadFixture(t, content);
  await assert.rejects(
    run(server.origin, { signal: AbortSignal.abort() }),
    matchFailure('cancelled'),
  );
  assert.equal(server.requests.length, 0);
});

void test('a cancellation while the server is silent ends the download', async (t) => {
  const controller = new AbortController();
  const server = await serve(t, () => {
    controller.abort();
  });
  const { run } = await createDownloadFixture(t, content);
  await assert.rejects(
    run(server.origin, { signal: controller.signal }),
    matchFailure('cancelled'),
  );
});

void test(
  'a cancellation during the wait before the next attempt ends the wait',
  { timeout: 20_000 },
  async (t) => {
    const server = await serve(t, serveFile(content, { cutAfter: 1000 }));
    const { run } = await createDownloadFixture(t, content);
    const controller = new AbortController();
    await assert.rejects(
      run(server.origin, {
        signal: controller.signal,
        timing: { retryDelaysMs: [anHourMs] },
        onRetry: () => setImmediate(() => controller.abort()),
      }),
      matchFailure('cancelled'),
    );
  },
);

void test('a second download of the same file is refused while the first runs', async (t) => {
  const controller = new AbortController();
  const server = await serve(t, serveFile(content, { cutAfter: 1000, stalls: true }));
  const { run } = await createDownloadFixture(t, content);
  const events = new EventEmitter();
  const receiving = once(events, 'receiving');
  const first = run(server.origin, {
    signal: controller.signal,
    onProgress: ({ phase }) => events.emit(phase),
  });
  await receiving;
  await assert.rejects(run(server.origin), matchFailure('busy', /already/));
  assert.equal(server.requests.length, 1);
  controller.abort();
  await assert.rejects(first, matchFailure('cancelled'));
});

void test('a download stops if another window has taken over its lock', async (t) => {
  const server = await serve(t, serveFile(content, { cutAfter: 1000, stalls: true }));
  const { run, destination } = await createDownloadFixture(t, content);
  await assert.rejects(
    run(server.origin, {
      timing: { heartbeatMs: 1 },
      onProgress: () => {
        writeFileSync(`${destination}.lock`, 'someone else');
      },
    }),
    matchFailure('busy'),
  );
});

void test('a file larger than the free space is refused before any request', async (t) => {
  const server = await serve(t, serveFile(content));
  const { run, read, part } = await createDownloadFixture(t, content);
  await assert.rejects(
    run(server.origin, { bytes: Number.MAX_SAFE_INTEGER }),
    matchFailure('diskFull', /needs .* GB, but .* free/),
  );
  assert.equal(server.requests.length, 0);
  assert.equal(read(part), undefined);
});

void test(
  'a full disk is reported in plain words',
  { skip: process.platform !== 'linux' && 'needs /dev/full' },
  async (t) => {
    const server = await serve(t, serveFile(content));
    const { run, destination, part } = await createDownloadFixture(t, content);
    mkdirSync(dirname(destination));
    symlinkSync('/dev/full', part);
    await assert.rejects(run(server.origin), matchFailure('diskFull', /Free some space/));
  },
);

void test('a folder at the path of the file is reported before any request', async (t) => {
  const server = await serve(t, serveFile(content));
  const { run, destination } = await createDownloadFixture(t, content);
  mkdirSync(destination, { recursive: true });
  await assert.rejects(run(server.origin), matchFailure('diskFailed', /is a folder/));
  assert.equal(server.requests.length, 0);
});

void test('a file at the path of the folder is reported before any request', async (t) => {
  const server = await serve(t, serveFile(content));
  const { run, destination } = await createDownloadFixture(t, content);
  writeFileSync(dirname(destination), '');
  await assert.rejects(
    run(server.origin, { destination: join(dirname(destination), 'model.gguf') }),
    matchFailure('diskFailed', /is a file where a folder/),
  );
  assert.equal(server.requests.length, 0);
});

void test('the file can be downloaded after a failure', async (t) => {
  const server = await serve(t, serveStatus(404), serveFile(content));
  const { run, read, destination } = await createDownloadFixture(t, content);
  await assert.rejects(run(server.origin), matchFailure('notFound'));
  assert.deepEqual(readdirSync(dirname(destination)), []);
  await run(server.origin);
  assert.deepEqual(read(destination), content);
});
