import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redirectTarget } from '../../../src/extension/models/redirects.ts';
import { downloadFixture, failure } from './downloadFixture.ts';
import { file, redirect, serve, sha256, someBytes } from './fileServer.ts';

const content = someBytes(50_000);
const token = 'secret';

void test('the token stays with the server that it is for', async (t) => {
  const storage = await serve(t, file(content));
  const hub = await serve(t, redirect('/moved'), redirect(`${storage.origin}/signed`));
  const { run, read, destination } = await downloadFixture(t, content);
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
  const hub = await serve(t, file(content));
  const { run } = await downloadFixture(t, content);
  await run(hub.origin);
  assert.equal(hub.requests[0]?.headers.authorization, undefined);
});

void test('the hub is asked for a new link at each resume', async (t) => {
  const storage = await serve(t, file(content, { cutAfter: 20_000 }), file(content));
  const hub = await serve(
    t,
    redirect(`${storage.origin}/link-1`),
    redirect(`${storage.origin}/link-2`),
  );
  const { run, read, destination } = await downloadFixture(t, content);
  await run(hub.origin);
  assert.deepEqual(
    storage.requests.map(({ url }) => url),
    ['/link-1', '/link-2'],
  );
  assert.deepEqual(read(destination), content);
});

void test('a size that the hub announces and that is not the expected one stops everything', async (t) => {
  const storage = await serve(t, file(content));
  const hub = await serve(t, redirect(storage.origin, { 'x-linked-size': '12345' }));
  const { run, read, part } = await downloadFixture(t, content);
  await assert.rejects(run(hub.origin), failure('otherFile', /12345 bytes\) instead of/));
  assert.equal(storage.requests.length, 0);
  assert.equal(read(part), undefined);
});

void test('a hash that the hub announces and that is not the expected one stops everything', async (t) => {
  const storage = await serve(t, file(content));
  const etag = `"${sha256(Buffer.from('other'))}"`;
  const hub = await serve(t, redirect(storage.origin, { 'x-linked-etag': etag }));
  const { run } = await downloadFixture(t, content);
  await assert.rejects(run(hub.origin), failure('otherFile', /SHA-256/));
  assert.equal(storage.requests.length, 0);
});

for (const etag of [
  `"${sha256(content)}"`,
  `W/"${sha256(content).toUpperCase()}"`,
  '"0123456789abcdef0123456789abcdef01234567"',
]) {
  void test(`the right announcement passes with the etag ${etag}`, async (t) => {
    const storage = await serve(t, file(content));
    const announced = { 'x-linked-size': String(content.length), 'x-linked-etag': etag };
    const hub = await serve(t, redirect(storage.origin, announced));
    const { run, read, destination } = await downloadFixture(t, content);
    await run(hub.origin);
    assert.deepEqual(read(destination), content);
  });
}

void test('five redirects are followed, and six are not', async (t) => {
  const hops = Array.from({ length: 5 }, (_, index) => redirect(`/${String(index)}`));
  const five = await serve(t, ...hops, file(content));
  const { run, read, destination } = await downloadFixture(t, content);
  await run(five.origin);
  assert.deepEqual(read(destination), content);

  const circle = await serve(t, redirect('/again'));
  const other = await downloadFixture(t, content);
  await assert.rejects(other.run(circle.origin), failure('tooManyRedirects'));
  assert.equal(circle.requests.length, 6);
});

void test('a redirect to plain http elsewhere is refused', async (t) => {
  const hub = await serve(t, redirect('http://models.example/file'));
  const { run } = await downloadFixture(t, content);
  await assert.rejects(run(hub.origin), failure('badAddress', /models\.example is not an https/));
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
    assert.throws(() => redirectTarget(location, new URL(from)), failure('badAddress'));
  });
}

for (const [location, from, target] of [
  ['/other', 'https://hub.example/file', 'https://hub.example/other'],
  ['https://cdn.example/x?sig=1', 'https://hub.example/', 'https://cdn.example/x?sig=1'],
  ['//cdn.example/x', 'https://hub.example/', 'https://cdn.example/x'],
  ['https://hub.example/', 'http://localhost:8080/', 'https://hub.example/'],
] as const) {
  void test(`a redirect from ${from} to ${location} leads to ${target}`, () => {
    assert.equal(redirectTarget(location, new URL(from)).href, target);
  });
}

for (const address of ['http://hub.example/file', 'ftp://hub.example/file', 'hub.example']) {
  void test(`a download from ${address} is refused`, async (t) => {
    const { run } = await downloadFixture(t, content);
    await assert.rejects(run(address), failure('badAddress', /HF_ENDPOINT/));
  });
}
