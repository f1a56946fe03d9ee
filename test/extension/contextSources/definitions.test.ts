import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { Definitions } from '../../../src/extension/contextSources/definitions.ts';
import type { Declaration, CursorLocation } from '../../../src/extension/contextSources/sources.ts';

const uri = { scheme: 'file', fsPath: '/a.ts', toString: () => 'file:///a.ts' };
const other = { scheme: 'file', fsPath: '/b.ts', toString: () => 'file:///b.ts' };
const declaration: Declaration = { uri: other, line: 3, end: undefined };

/** A language server whose answers the test triggers. */
class SlowServer {
  readonly requestedOffsets: number[] = [];
  lateAnswers = 0;
  readonly definitions = new Definitions({
    requestDeclarations: (_document, offset) => {
      this.requestedOffsets.push(offset);
      return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    },
    onLateAnswer: () => this.lateAnswers++,
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

function createFocus(version = 1): CursorLocation {
  const text = `import { thing } from './b';\nthing();`;
  const document = { uri, languageId: 'typescript', version, getText: () => text };
  return { document, offset: text.length, line: 1, cellsAbove: [] };
}

function mockTime(test: TestContext): () => void {
  test.mock.timers.enable({ apis: ['setTimeout'] });
  return () => test.mock.timers.tick(150);
}

const neverAborted = new AbortController().signal;

test('answers in time are used', async (test) => {
  mockTime(test);
  const server = new SlowServer();
  const found = server.definitions.findDeclaredNames(createFocus(), neverAborted);
  server.answer();
  assert.deepEqual(await found, [{ name: 'thing', declarations: [declaration] }]);
  assert.equal(server.lateAnswers, 0);
});

test('a slow server is not awaited; its answer serves the next round, without another request', async (test) => {
  const wait = mockTime(test);
  const server = new SlowServer();
  const first = server.definitions.findDeclaredNames(createFocus(), neverAborted);
  wait();
  assert.deepEqual(await first, []);
  server.answer();
  await new Promise(setImmediate);
  assert.equal(server.lateAnswers, 1);
  assert.equal((await server.definitions.findDeclaredNames(createFocus(), neverAborted)).length, 1);
  assert.equal(server.requestedOffsets.length, 1);
  assert.equal(server.lateAnswers, 1);
});

test('an edit ends the wait, and earlier answers stay known', async (test) => {
  mockTime(test);
  const server = new SlowServer();
  const first = server.definitions.findDeclaredNames(createFocus(), neverAborted);
  server.answer();
  await first;
  const controller = new AbortController();
  const second = server.definitions.findDeclaredNames(createFocus(2), controller.signal);
  controller.abort();
  assert.equal((await second).length, 1);
  assert.equal(server.requestedOffsets.length, 2);
});

test('a failed request gives no definitions', async (test) => {
  mockTime(test);
  const server = new SlowServer();
  const found = server.definitions.findDeclaredNames(createFocus(), neverAborted);
  server.fail();
  assert.deepEqual(await found, []);
});

for (const [what, unhelpful] of [
  ['nothing', []],
  ['no other file', [{ uri, line: 0, end: undefined }]],
] as const) {
  test(`a server that has found ${what} so far is asked again in the next round`, async (test) => {
    const wait = mockTime(test);
    const server = new SlowServer();
    const first = server.definitions.findDeclaredNames(createFocus(), neverAborted);
    wait();
    await first;
    server.answer(unhelpful);
    await new Promise(setImmediate);
    assert.equal(server.lateAnswers, 0);
    const second = server.definitions.findDeclaredNames(createFocus(), neverAborted);
    server.answer();
    assert.equal((await second).length, 1);
    assert.equal(server.requestedOffsets.length, 2);
  });
}
