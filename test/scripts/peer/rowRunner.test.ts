import assert from 'node:assert/strict';
import test from 'node:test';
import type { ClientRow } from '../../../scripts/peer/peerReport.ts';
import { RowRunner } from '../../../scripts/peer/rowRunner.ts';
import { addTotal } from '../../../scripts/replay/workCounts.ts';

const measured: ClientRow = {
  name: 'one',
  work: addTotal({ prompt: 5, prefetch: 1, repair: 0, decode: 2, speculative: 0, discarded: 1 }),
  cpuSeconds: null,
  promptTokens: [5],
  evaluatedTokens: [5],
  promptMs: [],
  requests: null,
  cachedRequests: 0,
  hasOurPromptLength: false,
};

test('a failed row does not affect the others, and each result is printed at once', async () => {
  const lines: string[] = [];
  const runner = new RowRunner('a.jsonl', (line) => lines.push(line));
  await runner.run('one', () => Promise.resolve(measured));
  const failed = await runner.run('two', () => Promise.reject(new Error('no memory\nlog')));
  await runner.run('three', () => Promise.resolve({ ...measured, name: 'three', work: null }));
  assert.equal(failed, undefined);
  assert.deepEqual(
    runner.rows.map(({ name }) => name),
    ['one', 'three'],
  );
  assert.deepEqual(runner.failures, [{ row: 'two', error: 'no memory\nlog' }]);
  assert.deepEqual(lines, [
    'a.jsonl, one: starting (0 s)',
    'a.jsonl, one: 9 forward passes (prompt 5, decode 2, ahead 2) (0 s)',
    'a.jsonl, two: starting (0 s)',
    'a.jsonl, two: failed: no memory (0 s)',
    'a.jsonl, three: starting (0 s)',
    'a.jsonl, three: 5 prompt tokens (0 s)',
  ]);
});
