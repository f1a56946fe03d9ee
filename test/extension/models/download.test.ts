import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { DownloadProgress } from '../../../src/extension/models/progressMeter.ts';
import { downloadFixture, failure } from './downloadFixture.ts';
import { file, serve, sha256, someBytes, status } from './fileServer.ts';

const content = someBytes(300_000);
const anHourMs = 3_600_000;

void test('a fresh download arrives whole under its name and leaves nothing else behind', async (t) => {
  const server = await serve(t, file(content));
  const { run, read, destination } = await downloadFixture(t, content);
  const seen: DownloadProgress[] = [];
  await run(server.origin, { onProgress: (progress) => seen.push(progress) });
  assert.deepEqual(read(destination), content);
  assert.deepEqual(readdirSync(dirname(destination)), ['model.gguf']);
  assert.equal(server.requests.length, 1);
  assert.equal(server.requests[0]?.headers.range, undefined);
  assert.equal(seen.at(-1)?.receivedBytes, content.length);
  assert.equal(seen.at(-1)?.phase, 'receiving');
});

void test('a file that is there with the right hash is not downloaded again', async (t) => {
  const server = await serve(t, status(500));
  const { run, read, destination } = await downloadFixture(t, content);
  mkdirSync(dirname(destination));
  writeFileSync(destination, content);
  await run(server.origin);
  assert.equal(server.requests.length, 0);
  assert.deepEqual(read(destination), content);
});

void test('a file that is there with another hash is replaced', async (t) => {
  const server = await serve(t, file(content));
  const { run, read, destination } = await downloadFixture(t, content);
  mkdirSync(dirname(destination));
  writeFileSync(destination, Buffer.alloc(content.length));
  await run(server.origin);
  assert.deepEqual(read(destination), content);
});

void test('a part that is complete gets its name without a request', async (t) => {
  const server = await serve(t, status(500));
  const { run, read, destination, part } = await downloadFixture(t, content);
  mkdirSync(dirname(destination));
  writeFileSync(part, content);
  await run(server.origin);
  assert.deepEqual(read(destination), content);
  assert.equal(read(part), undefined);
  assert.equal(server.requests.length, 0);
});

void test('a wrong hash leaves neither the file nor its part', async (t) => {
  const server = await serve(t, file(content));
  const { run, read, destination, part } = await downloadFixture(t, content);
  await assert.rejects(
    run(server.origin, { sha256: sha256(Buffer.from('other')) }),
    failure('wrongHash', /deleted/),
  );
  assert.equal(read(destination), undefined);
  assert.equal(read(part), undefined);
});

void test('a body longer than the file is refused and deleted', async (t) => {
  const longer = Buffer.concat([content, Buffer.from('more')]);
  const server = await serve(t, file(longer, { announcesLength: false }));
  const { run, read, destination, part } = await downloadFixture(t, content);
  await assert.rejects(run(server.origin), failure('tooManyBytes'));
  assert.equal(read(destination), undefined);
  assert.equal(read(part), undefined);
});

void test('a download that was cancelled before it began asks no one', async (t) => {
  const server = await serve(t, file(content));
  const { run } = await downloadFixture(t, content);
  await assert.rejects(run(server.origin, { signal: AbortSignal.abort() }), failure('cancelled'));
  assert.equal(server.requests.length, 0);
});

void test('a cancel while the server is silent ends the download', async (t) => {
  const controller = new AbortController();
  const server = await serve(t, () => {
    controller.abort();
  });
  const { run } = await downloadFixture(t, content);
  await assert.rejects(run(server.origin, { signal: controller.signal }), failure('cancelled'));
});

void test(
  'a cancel during the wait before the next try ends the wait',
  { timeout: 20_000 },
  async (t) => {
    const server = await serve(t, file(content, { cutAfter: 1000 }));
    const { run } = await downloadFixture(t, content);
    const controller = new AbortController();
    await assert.rejects(
      run(server.origin, {
        signal: controller.signal,
        timing: { retryDelaysMs: [anHourMs] },
        onRetry: () => setImmediate(() => controller.abort()),
      }),
      failure('cancelled'),
    );
  },
);

void test('a second download of the same file is refused while the first runs', async (t) => {
  const controller = new AbortController();
  const server = await serve(t, file(content, { cutAfter: 1000, stalls: true }));
  const { run } = await downloadFixture(t, content);
  const events = new EventEmitter();
  const receiving = once(events, 'receiving');
  const first = run(server.origin, {
    signal: controller.signal,
    onProgress: ({ phase }) => events.emit(phase),
  });
  await receiving;
  await assert.rejects(run(server.origin), failure('busy', /already/));
  assert.equal(server.requests.length, 1);
  controller.abort();
  await assert.rejects(first, failure('cancelled'));
});

void test('a download whose lock another window took stops', async (t) => {
  const server = await serve(t, file(content, { cutAfter: 1000, stalls: true }));
  const { run, destination } = await downloadFixture(t, content);
  await assert.rejects(
    run(server.origin, {
      timing: { heartbeatMs: 1 },
      onProgress: () => {
        writeFileSync(`${destination}.lock`, 'someone else');
      },
    }),
    failure('busy'),
  );
});

void test('a file larger than the free space is refused before anything is asked', async (t) => {
  const server = await serve(t, file(content));
  const { run, read, part } = await downloadFixture(t, content);
  await assert.rejects(
    run(server.origin, { bytes: Number.MAX_SAFE_INTEGER }),
    failure('diskFull', /needs .* GB, but .* free/),
  );
  assert.equal(server.requests.length, 0);
  assert.equal(read(part), undefined);
});

void test(
  'a disk that is full is told in plain words',
  { skip: process.platform !== 'linux' && 'needs /dev/full' },
  async (t) => {
    const server = await serve(t, file(content));
    const { run, destination, part } = await downloadFixture(t, content);
    mkdirSync(dirname(destination));
    symlinkSync('/dev/full', part);
    await assert.rejects(run(server.origin), failure('diskFull', /Free some space/));
  },
);

void test('a folder in the place of the file is told before anything is asked', async (t) => {
  const server = await serve(t, file(content));
  const { run, destination } = await downloadFixture(t, content);
  mkdirSync(destination, { recursive: true });
  await assert.rejects(run(server.origin), failure('diskFailed', /is a folder/));
  assert.equal(server.requests.length, 0);
});

void test('a file in the place of the folder is told before anything is asked', async (t) => {
  const server = await serve(t, file(content));
  const { run, destination } = await downloadFixture(t, content);
  writeFileSync(dirname(destination), '');
  await assert.rejects(
    run(server.origin, { destination: join(dirname(destination), 'model.gguf') }),
    failure('diskFailed', /is a file where a folder/),
  );
  assert.equal(server.requests.length, 0);
});

void test('after a failure the file can be downloaded', async (t) => {
  const server = await serve(t, status(404), file(content));
  const { run, read, destination } = await downloadFixture(t, content);
  await assert.rejects(run(server.origin), failure('notFound'));
  assert.deepEqual(readdirSync(dirname(destination)), []);
  await run(server.origin);
  assert.deepEqual(read(destination), content);
});
