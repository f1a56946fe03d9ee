/** Events that must not be mistaken for others by idle work. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { maxChangesWithoutRequest } from '../../../src/engine/prefetch/jobTable.ts';
import { IdleWorkBench, otherUri, uri } from './idleWorkFixture.ts';

const whats = (bench: IdleWorkBench) => bench.jobRuns.map(([, what]) => what);

test('several changes at once are no typing, even if one is at the cursor', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.isShort = true;
  bench.work.handleCursorMove(uri, 0);
  bench.work.handleDocumentChange(uri, [
    { start: 0, removedLength: 0, insertedLength: 1 },
    { start: 5, removedLength: 0, insertedLength: 1 },
  ]);
  await bench.wait(1000);
  assert.deepEqual(bench.jobRuns, [[40, 'prefetch small at 1']]);
});

test('a change without any text changes is no typing', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.handleCursorMove(uri, 3);
  bench.work.handleDocumentChange(uri, []);
  await bench.wait(1000);
  assert.deepEqual(bench.jobRuns, [[40, 'prefetch small at 3']]);
});

test('a click in a document that is in use completes no window', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.use();
  await bench.wait(1000);
  bench.isShort = true;
  bench.work.handleCursorMove(uri, 4);
  await bench.wait(8000);
  assert.deepEqual(whats(bench), ['prefetch whole at 1', 'prefetch small at 4']);
});

test('an interrupted request of another document changes nothing', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.use(otherUri);
  await bench.wait(20);
  bench.use();
  await bench.wait(20);
  bench.work.handleInterruption(otherUri);
  bench.work.handleInterruption('file:///c.ts');
  await bench.wait(12_000);
  assert.deepEqual(whats(bench), ['prefetch whole at 1', 'prefetch whole at 1', 'save']);
  assert.deepEqual(bench.endedUris, ['file:///c.ts']);
});

test('an interrupted request shows that the user is there', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.handleCursorMove(uri, 0);
  for (let key = 0; key <= maxChangesWithoutRequest; key++) bench.type(key, 'x');
  await bench.wait(1000);
  assert.deepEqual(bench.jobRuns, []);
  bench.work.handleInterruption(uri);
  await bench.wait(20);
  assert.deepEqual(bench.jobRuns, [[1008, `prefetch whole at ${maxChangesWithoutRequest + 1}`]]);
});

test('when another document is closed, the jobs of this one go on', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.use();
  bench.work.handleDocumentClose(otherUri);
  await bench.wait(12_000);
  assert.deepEqual(bench.jobStartsMs, [8, 200, 500, 5000, 10_000]);
});

test('after it was disposed of, no job begins', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.use();
  bench.work.dispose();
  await bench.wait(1000);
  assert.deepEqual(bench.jobStartsMs, []);
});

test('slices are as short as the last event is recent, however long the engine has run', async (t) => {
  const bench = new IdleWorkBench(t);
  await bench.wait(5000);
  bench.isShort = true;
  bench.use();
  await bench.wait(300);
  assert.deepEqual(bench.jobRuns.at(-1), [5200, 'repair in slices of 120 ms']);
});
