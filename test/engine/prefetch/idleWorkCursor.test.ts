/** Idle work after moves of the cursor and changes of the document. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { maxUnaskedChanges } from '../../../src/engine/prefetch/jobTable.ts';
import { IdleWorkBench, uri } from './idleWorkFixture.ts';

test('of a series of moves only the last is prefetched', async (t) => {
  const bench = new IdleWorkBench(t);
  for (let cursor = 0; cursor < 5; cursor++) {
    bench.work.moved(uri, cursor);
    await bench.wait(30);
  }
  await bench.wait(100);
  assert.deepEqual(
    bench.ran.map(([, what]) => what),
    ['prefetch small at 4'],
  );
});

test('what was answered is void once the cursor is elsewhere', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.answered(uri, 3, { shownTokens: 9, lineEnded: { lines: 'auto', maxTokens: 48 } });
  bench.work.moved(uri, 0);
  await bench.wait(1000);
  assert.deepEqual(bench.ran, [[40, 'prefetch small at 0']]);
});

test('a cursor that is reported where the answer was changes nothing about the answer', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.answered(uri, 3, { shownTokens: 9 });
  await bench.wait(100);
  bench.work.moved(uri, 3);
  await bench.wait(1000);
  assert.ok(bench.ran.some(([, what]) => what === 'follow 9 tokens'));
});

test('a cursor that is reported again where it is repeats no job, unless the rules differ', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.moved(uri, 3);
  await bench.wait(100);
  bench.work.moved(uri, 3);
  await bench.wait(100);
  assert.equal(bench.ran.length, 1);
  bench.work.moved(uri, 3, ['context']);
  await bench.wait(100);
  assert.equal(bench.ran.length, 2);
});

test('a cursor that is reported where it is after many changes shows that the user is there', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.moved(uri, 0);
  for (let key = 0; key <= maxUnaskedChanges; key++) bench.type(key, 'x');
  await bench.wait(1000);
  assert.deepEqual(bench.ran, []);
  bench.work.moved(uri, maxUnaskedChanges + 1);
  await bench.wait(20);
  assert.equal(bench.ran.length, 1);
});

test('after many changes without a request nothing is prefetched, until the user is seen again', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.moved(uri, 0);
  await bench.wait(100);
  for (let key = 0; key <= maxUnaskedChanges; key++) bench.type(key, 'x');
  await bench.wait(1000);
  assert.deepEqual(bench.begun, [40]);
  bench.work.moved(uri, 2);
  await bench.wait(50);
  assert.deepEqual(bench.ran.at(-1), [1140, 'prefetch small at 2']);
});

test('a document that a program changes is left alone', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.type(0, 'x');
  await bench.wait(12_000);
  assert.deepEqual(bench.begun, []);
});

test('the cursor is carried through changes elsewhere, and stays within a pair of brackets', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.moved(uri, 5);
  bench.type(0, '// new\n');
  await bench.wait(50);
  bench.type(12, '()');
  await bench.wait(50);
  bench.type(13, 'ab');
  await bench.wait(50);
  assert.deepEqual(
    bench.ran.map(([, what]) => what),
    ['prefetch small at 12', 'prefetch whole at 13', 'prefetch whole at 15'],
  );
});
