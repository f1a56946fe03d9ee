/** Idle work after moves of the cursor and changes of the document. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { maxChangesWithoutRequest } from '../../../src/engine/prefetch/jobTable.ts';
import { IdleWorkBench, uri } from './idleWorkFixture.ts';

test('only the last of a series of cursor moves is prefetched', async (t) => {
  const bench = new IdleWorkBench(t);
  for (let cursor = 0; cursor < 5; cursor++) {
    bench.work.handleCursorMove(uri, cursor);
    await bench.wait(30);
  }
  await bench.wait(100);
  assert.deepEqual(
    bench.jobRuns.map(([, what]) => what),
    ['prefetch small at 4'],
  );
});

test('an answer is invalid once the cursor is elsewhere', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.handleAnswer(uri, 3, {
    shownTokens: 9,
    nextLineBudget: { lines: 'auto', maxTokens: 48 },
  });
  bench.work.handleCursorMove(uri, 0);
  await bench.wait(1000);
  assert.deepEqual(bench.jobRuns, [[40, 'prefetch small at 0']]);
});

test('a cursor that is reported at the position of the answer keeps the answer', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.handleAnswer(uri, 3, { shownTokens: 9 });
  await bench.wait(100);
  bench.work.handleCursorMove(uri, 3);
  await bench.wait(1000);
  assert.ok(bench.jobRuns.some(([, what]) => what === 'follow 9 tokens'));
});

test('a cursor that is reported again at the same position repeats no job, unless the rules differ', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.handleCursorMove(uri, 3);
  await bench.wait(100);
  bench.work.handleCursorMove(uri, 3);
  await bench.wait(100);
  assert.equal(bench.jobRuns.length, 1);
  bench.work.handleCursorMove(uri, 3, ['context']);
  await bench.wait(100);
  assert.equal(bench.jobRuns.length, 2);
});

test('a cursor that is reported after many changes shows that the user is active', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.handleCursorMove(uri, 0);
  for (let key = 0; key <= maxChangesWithoutRequest; key++) bench.type(key, 'x');
  await bench.wait(1000);
  assert.deepEqual(bench.jobRuns, []);
  bench.work.handleCursorMove(uri, maxChangesWithoutRequest + 1);
  await bench.wait(20);
  assert.equal(bench.jobRuns.length, 1);
});

test('after many changes without a request nothing is prefetched until the user is active again', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.handleCursorMove(uri, 0);
  await bench.wait(100);
  for (let key = 0; key <= maxChangesWithoutRequest; key++) bench.type(key, 'x');
  await bench.wait(1000);
  assert.deepEqual(bench.jobStartsMs, [40]);
  bench.work.handleCursorMove(uri, 2);
  await bench.wait(50);
  assert.deepEqual(bench.jobRuns.at(-1), [1140, 'prefetch small at 2']);
});

test('a document that a program changes is not processed', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.type(0, 'x');
  await bench.wait(12_000);
  assert.deepEqual(bench.jobStartsMs, []);
});

test('the cursor moves with changes elsewhere, and stays within a pair of brackets', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.handleCursorMove(uri, 5);
  bench.type(0, '// new\n');
  await bench.wait(50);
  bench.type(12, '()');
  await bench.wait(50);
  bench.type(13, 'ab');
  await bench.wait(50);
  assert.deepEqual(
    bench.jobRuns.map(([, what]) => what),
    ['prefetch small at 12', 'prefetch whole at 13', 'prefetch whole at 15'],
  );
});
