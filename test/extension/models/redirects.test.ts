import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveRedirect } from '../../../src/extension/models/redirects.ts';
import { createDownloadFixture, matchFailure } from './downloadFixture.ts';
import { serveFile, serveRedirect, serve, computeSha256, createBytes } from './fileServer.ts';

const content = createBytes(50_000);
const token = 'secret';

void test('the token is sent only to its own server', async (t) => {
  const storage = await serve(t, serveFile(content));
  const hub = await serve(t, serveRedirect('/moved'), serveRedirect(`${storage.origin}/signed`));
  const { run, read, destination } = await createDownloadFixture(t, content);
  await run(`${hub.origin}/resolve`, { token });
  assert.deepEqual(
    hub.requests.map(({ url, headers }) => [url, headers.authorization]),
    [
      ['/resolve', 'Bearer secret'],
      ['/moved', 'Bearer secret'],
    ],
  );
  assert.equal(storage.requests.length, 1);
  assert.equal(storage.requests[0]?.headers.authorization, undefined);
  assert.deepEqual(read(destination), content);
});

void test('without a token no authorization is sent', async (t) => {
  const hub = await serve(t, serveFile(content));
  const { run } = await createDownloadFixture(t, content);
  await run(hub.origin);
  assert.equal(hub.requests[0]?.headers.authorization, undefined);
});

void test('each resume requests a new link from the hub', async (t) => {
  const storage = await serve(t, serveFile(content, { cutAfter: 20_000 }), serveFile(content));
  const hub = await serve(
    t,
    serveRedirect(`${storage.origin}/link-1`),
    serveRedirect(`${storage.origin}/link-2`),
  );
  const { run, read, destination } = await createDownloadFixture(t, content);
  await run(hub.origin);
  assert.deepEqual(
    storage.requests.map(({ url }) => url),
    ['/link-1', '/link-2'],
  );
  assert.deepEqual(read(destination), content);
});

void test('an unexpected size announced by the hub ends the download', async (t) => {
  const storage = await serve(t, serveFile(content));
  const hub = await serve(t, serveRedirect(storage.origin, { 'x-linked-size': '12345' }));
  const { run, read, part } = await createDownloadFixture(t, content);
  await assert.rejects(run(hub.origin), matchFailure('otherFile', /12345 bytes\) instead of/));
  assert.equal(storage.requests.length, 0);
  assert.equal(read(part), undefined);
});

void test('an unexpected hash announced by the hub ends the download', async (t) => {
  const storage = await serve(t, serveFile(content));
  const etag = `"${computeSha256(Buffer.from('other'))}"`;
  const hub = await serve(t, serveRedirect(storage.origin, { 'x-linked-etag': etag }));
  const { run } = await createDownloadFixture(t, content);
  await assert.rejects(run(hub.origin), matchFailure('otherFile', /SHA-256/));
  assert.equal(storage.requests.length, 0);
});

for (const etag of [
  `"${computeSha256(content)}"`,
  `W/"${computeSha256(content).toUpperCase()}"`,
  '"0123456789abcdef0123456789abcdef01234567"',
]) {
  void test(`the expected announcement is accepted with the etag ${etag}`, async (t) => {
    const storage = await serve(t, serveFile(content));
    const announced = { 'x-linked-size': String(content.length), 'x-linked-etag': etag };
    const hub = await serve(t, serveRedirect(storage.origin, announced));
    const { run, read, destination } = await createDownloadFixture(t, content);
    await run(hub.origin);
    assert.deepEqual(read(destination), content);
  });
}

void test('five redirects are followed, but not six', async (t) => {
  const hops = Array.from({ length: 5 }, (_, index) => serveRedirect(`/${String(index)}`));
  const five = await serve(t, ...hops, serveFile(content));
  const { run, read, destination } = await createDownloadFixture(t, content);
  await run(five.origin);
  assert.deepEqual(read(destination), content);

  const circle = await serve(t, serveRedirect('/again'));
  const other = await createDownloadFixture(t, content);
  await assert.rejects(other.run(circle.origin), matchFailure('tooManyRedirects'));
  assert.equal(circle.requests.length, 6);
});

void test('a redirect to another host over plain http is refused', async (t) => {
  const hub = await serve(t, serveRedirect('http://models.example/file'));
  const { run } = await createDownloadFixture(t, content);
  await assert.rejects(
    run(hub.origin),
    matchFailure('badAddress', /models\.example is not an https/),
  );
});

for (const [location, from] of [
  ['http://hub.example/file', 'https://hub.example/'],
  ['file:///etc/passwd', 'https://hub.example/'],
  ['https://localhost/file', 'https://hub.example/'],
  ['http://127.0.0.1:8080/', 'https://hub.example/'],
  ['http://2130706433/', 'https://hub.example/'],
  ['https://[::1]/', 'https://hub.example/'],
  ['http://', 'https://hub.example/'],
] as const) {
  void test(`a redirect from ${from} to ${location} is refused`, () => {
    assert.throws(() => resolveRedirect(location, new URL(from)), matchFailure('badAddress'));
  });
}

for (const [location, from, target] of [
  ['/other', 'https://hub.example/file', 'https://hub.example/other'],
  ['https://cdn.example/x?sig=1', 'https://hub.example/', 'https://cdn.example/x?sig=1'],
  ['//cdn.example/x', 'https://hub.example/', 'https://cdn.example/x'],
  ['https://hub.example/', 'http://localhost:8080/', 'https://hub.example/'],
] as const) {
  void test(`a redirect from ${from} to ${location} leads to ${target}`, () => {
    assert.equal(resolveRedirect(location, new URL(from)).href, target);
  });
}

for (const address of ['http://hub.example/file', 'ftp://hub.example/file', 'hub.example']) {
  void test(`a download from ${address} is refused`, async (t) => {
    const { run } = await createDownloadFixture(t, content);
    await assert.rejects(run(address), matchFailure('badAddress', /HF_ENDPOINT/));
  });
}
