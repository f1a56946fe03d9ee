import assert from 'node:assert/strict';
import test from 'node:test';
import type { EngineRequests } from '../../../src/engine/protocol.ts';
import { watchRequests, type MeasuredEngine } from '../../../scripts/peer/watchRequests.ts';

test('completion requests are counted and forwarded, and others are forwarded', async () => {
  const methods: string[] = [];
  const engine: MeasuredEngine = {
    open: (text) => Promise.resolve(`file:///${text}`),
    change: (document) => Promise.resolve(document),
    notify: () => Promise.resolve(),
    readCpuSeconds: () => Promise.resolve(3),
    request: <Method extends keyof EngineRequests>(method: Method) => {
      methods.push(method);
      return Promise.resolve(method as unknown as EngineRequests[Method]['result']);
    },
  };
  const numbers: number[] = [];
  const watched = watchRequests(engine, (number) => numbers.push(number));
  const textDocument = { uri: 'file:///a', version: 1 };
  const position = { line: 0, character: 0 };
  const params = {
    textDocument,
    position,
    lines: 'auto',
    maxTokens: 8,
    disabledRules: [],
  } as const;
  await watched.request('tramontane/complete', params);
  await watched.request('tramontane/work', null);
  await watched.request('tramontane/complete', params);
  assert.deepEqual(methods, ['tramontane/complete', 'tramontane/work', 'tramontane/complete']);
  assert.deepEqual(numbers, [1, 2]);
  assert.deepEqual([await watched.open('a'), await watched.readCpuSeconds()], ['file:///a', 3]);
});
