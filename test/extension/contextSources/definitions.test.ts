import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { Definitions } from '../../../src/extension/contextSources/definitions.ts';
import type { Declaration, Focus } from '../../../src/extension/contextSources/sources.ts';

const uri = { scheme: 'file', fsPath: '/a.ts', toString: () => 'file:///a.ts' };
const other = { scheme: 'file', fsPath: '/b.ts', toString: () => 'file:///b.ts' };
const declaration: Declaration = { uri: other, line: 3, end: undefined };

/** A language server whose answers the test triggers. */
class SlowServer {
  readonly asked: number[] = [];
  late = 0;
  readonly definitions = new Definitions({
    ask: (_document, offset) => {
      this.asked.push(offset);
      return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    },
    onLateAnswer: () => this.late++,
  });
  readonly #waiting: {
    resolve: (found: readonly Declaration[]) => void;
    reject: (error: Error) => void;
  }[] = [];

  answer(found: readonly Declaration[] = [declaration]): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve(found);
  }

  fail(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('broken'));
  }
}

function focus(version = 1): Focus {
  const text = `import { thing } from './b';\nthing();`;
  const document = { uri, languageId: 'typescript', version, getText: () => text };
  return { document, offset: text.length, line: 1, cellsAbove: [] };
}

function patience(test: TestContext): () => void {
  test.mock.timers.enable({ apis: ['setTimeout'] });
  return () => test.mock.timers.tick(150);
}

const forever = new AbortController().signal;

test('answers in time are used', async (test) => {
  patience(test);
  const server = new SlowServer();
  const found = server.definitions.at(focus(), forever);
  server.answer();
  assert.deepEqual(await found, [{ name: 'thing', declarations: [declaration] }]);
  assert.equal(server.late, 0);
});

test('a slow server is not waited for; its answer serves the next round, without another question', async (test) => {
  const wait = patience(test);
  const server = new SlowServer();
  const first = server.definitions.at(focus(), forever);
  wait();
  assert.deepEqual(await first, []);
  server.answer();
  await new Promise(setImmediate);
  assert.equal(server.late, 1);
  assert.equal((await server.definitions.at(focus(), forever)).length, 1);
  assert.equal(server.asked.length, 1);
  assert.equal(server.late, 1);
});

test('an edit ends the waiting, and what was known before is still known', async (test) => {
  patience(test);
  const server = new SlowServer();
  const first = server.definitions.at(focus(), forever);
  server.answer();
  await first;
  const controller = new AbortController();
  const second = server.definitions.at(focus(2), controller.signal);
  controller.abort();
  assert.equal((await second).length, 1);
  assert.equal(server.asked.length, 2);
});

test('a server that fails knows nothing', async (test) => {
  patience(test);
  const server = new SlowServer();
  const found = server.definitions.at(focus(), forever);
  server.fail();
  assert.deepEqual(await found, []);
});

for (const [what, unhelpful] of [
  ['nothing', []],
  ['no other file', [{ uri, line: 0, end: undefined }]],
] as const) {
  test(`a server that knows ${what} yet is asked again in the next round`, async (test) => {
    const wait = patience(test);
    const server = new SlowServer();
    const first = server.definitions.at(focus(), forever);
    wait();
    await first;
    server.answer(unhelpful);
    await new Promise(setImmediate);
    assert.equal(server.late, 0);
    const second = server.definitions.at(focus(), forever);
    server.answer();
    assert.equal((await second).length, 1);
    assert.equal(server.asked.length, 2);
  });
}
