import assert from 'node:assert/strict';
import test from 'node:test';
import { makeFakeModel } from '../../support/fakeModel.ts';
import { IdleWorkBench, otherUri, waitForAbort, uri } from './idleWorkFixture.ts';

test('typing prefetches the prompt, and saves the window when nothing else happens', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.use();
  await bench.wait(12_000);
  assert.deepEqual(bench.jobRuns, [
    [8, 'prefetch whole at 1'],
    [10_000, 'save'],
  ]);
  assert.deepEqual(bench.jobStartsMs, [8, 200, 500, 5000, 10_000]);
});

test('a click prefetches a small prompt, and nothing else', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.isShort = true;
  bench.work.handleCursorMove(uri, 4);
  await bench.wait(15_000);
  assert.deepEqual(bench.jobRuns, [[40, 'prefetch small at 4']]);
  assert.equal(bench.jobStartsMs.length, 1);
});

test('a short window is completed in slices, which are shorter while keys may come', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.isShort = true;
  bench.use();
  await bench.wait(300);
  assert.deepEqual(bench.jobRuns.at(-1), [200, 'repair in slices of 120 ms']);

  bench.isShort = true;
  bench.hasSpare = false;
  bench.type(0, 'y');
  await bench.wait(600);
  assert.deepEqual(bench.jobRuns.at(-1), [800, 'repair in slices of 400 ms']);
});

test('a short window is completed at once while the user types a completion', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.isShort = true;
  bench.prefetchOutcome = 'typedAlong';
  bench.use();
  await bench.wait(100);
  assert.deepEqual(bench.jobRuns, [
    [8, 'prefetch whole at 1'],
    [30, 'repair in slices of 120 ms'],
  ]);
});

test('it runs nothing while disabled, and starts the jobs that are due once enabled', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.use();
  bench.work.setEnabled(false);
  bench.type(1, 'y');
  bench.work.handleCursorMove(uri, 1);
  bench.work.handleAnswer(uri, 1, { shownTokens: 5 });
  await bench.wait(12_000);
  assert.deepEqual(bench.jobStartsMs, []);
  bench.type(1, 'z');
  bench.work.setEnabled(true);
  await bench.wait(50);
  assert.deepEqual(bench.jobRuns, [[12_008, 'prefetch whole at 2']]);
});

test('disabling ends the running job, which is not resumed', async (t) => {
  const bench = new IdleWorkBench(t);
  const reasons: unknown[] = [];
  bench.duringJob = async (_what, lease) => {
    await waitForAbort(lease);
    reasons.push(lease.signal.reason);
  };
  bench.use();
  await bench.wait(20);
  bench.work.setEnabled(false);
  await bench.wait(12_000);
  assert.deepEqual(reasons, ['superseded']);
  assert.equal(bench.jobRuns.length, 1);
});

test('a change ends the job of its document, and the prompt is prefetched again', async (t) => {
  const bench = new IdleWorkBench(t);
  const reasons: unknown[] = [];
  bench.duringJob = async (_what, lease) => {
    if (bench.jobRuns.length > 1) return;
    await waitForAbort(lease);
    reasons.push(lease.signal.reason);
  };
  bench.use();
  await bench.wait(20);
  bench.type(1, 'y');
  await bench.wait(50);
  assert.deepEqual(reasons, ['documentChanged']);
  assert.deepEqual(bench.jobRuns, [
    [8, 'prefetch whole at 1'],
    [28, 'prefetch whole at 2'],
  ]);
});

test('a request ends the running job, which is retried after it', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.duringJob = (_what, lease) =>
    bench.jobRuns.length > 1 ? Promise.resolve() : waitForAbort(lease);
  bench.use();
  await bench.wait(20);
  let end: () => void = () => undefined;
  const request = bench.scheduler.runCompletion(
    new AbortController(),
    () => new Promise<void>((resolve) => (end = resolve)),
  );
  await bench.wait(100);
  end();
  await request;
  await bench.wait(600);
  assert.equal(bench.jobRuns.length, 2);
  // While the request used the model the job was tried once.
  assert.ok((bench.jobRuns[1]?.[0] ?? 0) >= 520, String(bench.jobRuns));
});

test('a running job is not started again for the same activity', async (t) => {
  const bench = new IdleWorkBench(t);
  const reasons: unknown[] = [];
  let end: () => void = () => undefined;
  bench.duringJob = async (_what, { signal }) => {
    signal.addEventListener('abort', () => reasons.push(signal.reason));
    if (bench.jobRuns.length === 1) await new Promise<void>((resolve) => (end = resolve));
  };
  bench.use();
  await bench.wait(20);
  // The editor reports the cursor again where it is; nothing else happened.
  bench.work.handleCursorMove(uri, 1);
  bench.work.setEnabled(true);
  await bench.wait(1000);
  assert.deepEqual(bench.jobRuns, [[8, 'prefetch whole at 1']]);
  assert.deepEqual(reasons, []);
  end();
  await bench.wait(100);
  // What became due meanwhile runs when the job has ended.
  assert.deepEqual(bench.jobStartsMs, [8, 1022, 1023]);
});

test('a job that a newer one ended schedules nothing', async (t) => {
  const bench = new IdleWorkBench(t);
  const reasons: unknown[] = [];
  const ends: (() => void)[] = [];
  bench.duringJob = async (_what, lease) => {
    lease.signal.addEventListener('abort', () => reasons.push(lease.signal.reason));
    await Promise.race([
      waitForAbort(lease),
      new Promise<void>((resolve) => {
        ends.push(resolve);
      }),
    ]);
  };
  bench.use();
  await bench.wait(20);
  bench.work.handleCursorMove(otherUri, 2);
  await bench.wait(1000);
  // The newer job still runs: the job that it ended doesn't end it in turn.
  assert.deepEqual(reasons, ['superseded']);
  assert.deepEqual(bench.jobRuns, [
    [8, 'prefetch whole at 1'],
    [60, 'prefetch small at 2'],
  ]);
  for (const end of ends) end();
  await bench.wait(1000);
  assert.equal(bench.jobRuns.length, 2);
});

test('jobs wait while the chat answers, and are retried every half second', async (t) => {
  const bench = new IdleWorkBench(t);
  let end: () => void = () => undefined;
  const answer = bench.scheduler.runChat(() => new Promise<void>((resolve) => (end = resolve)));
  bench.use();
  await bench.wait(700);
  assert.deepEqual(bench.jobStartsMs, []);
  end();
  await answer;
  await bench.wait(500);
  assert.deepEqual(bench.jobRuns, [[1008, 'prefetch whole at 1']]);
});

test('a job of another document is not resumed', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.use();
  bench.use(otherUri);
  await bench.wait(12_000);
  assert.deepEqual(
    bench.jobRuns.filter(([, what]) => what.startsWith('prefetch')),
    [[8, 'prefetch whole at 1']],
  );
  assert.equal(bench.jobRuns.length, 2);
});

test('a failed job invalidates the window, and is not repeated before the next event', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.duringJob = (what) =>
    what.startsWith('prefetch') ? Promise.reject(new Error('broken')) : Promise.resolve();
  bench.use();
  await bench.wait(12_000);
  assert.equal(bench.invalidations, 1);
  assert.deepEqual(bench.debugLines, ['The job prefetch failed: broken']);
  assert.deepEqual(
    bench.jobRuns.map(([, what]) => what),
    ['prefetch whole at 1', 'save'],
  );
  bench.type(1, 'y');
  await bench.wait(20);
  assert.equal(bench.invalidations, 2);
});

test('after an answer that ends the line the next line is generated, with the limits of the request', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.handleAnswer(uri, 3, {
    shownTokens: 0,
    nextLineBudget: { lines: 'auto', maxTokens: 48 },
  });
  await bench.wait(1000);
  assert.deepEqual(bench.jobRuns, [[20, 'nextLine of 48 tokens']]);
});

test('the next line is generated again in a window that has replaced another one', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.isShort = true;
  bench.replacesWindow = true;
  bench.work.handleAnswer(uri, 3, {
    shownTokens: 0,
    nextLineBudget: { lines: 'auto', maxTokens: 48 },
  });
  await bench.wait(1000);
  assert.deepEqual(bench.jobRuns, [
    [20, 'nextLine of 48 tokens'],
    [30, 'repair in slices of 120 ms'],
    [31, 'nextLine of 48 tokens'],
  ]);
});

test('the tokens after a shown completion are sampled', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.work.handleAnswer(uri, 3, { shownTokens: 9 });
  await bench.wait(1000);
  assert.deepEqual(bench.jobRuns, [[700, 'follow 9 tokens']]);
});

test('an interrupted request is followed by a prefetch if its generation may continue', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.use();
  await bench.wait(300);
  bench.work.handleInterruption(uri);
  await bench.wait(20);
  assert.deepEqual(bench.jobRuns.at(-1), [308, 'prefetch whole at 1']);
  assert.deepEqual(bench.endedUris, []);
  bench.work.handleInterruption(otherUri);
  assert.deepEqual(bench.endedUris, [otherUri]);
});

test('nothing runs for a closed document', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.use();
  bench.texts.delete(uri);
  bench.work.handleDocumentClose(uri);
  await bench.wait(12_000);
  assert.deepEqual([bench.jobStartsMs, bench.endedUris], [[], [uri]]);
});

test('nothing runs without a model, nor in a document that looks binary', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.model = undefined;
  bench.use();
  await bench.wait(1000);
  bench.model = makeFakeModel();
  bench.texts.set(uri, '\0\0\0\0'.repeat(100));
  bench.type(0, 'x');
  await bench.wait(1000);
  assert.deepEqual(bench.jobStartsMs, []);
});

test('a window is repaired when no other job is left, or after clicks only', async (t) => {
  const bench = new IdleWorkBench(t);
  assert.equal(bench.work.isRepaired(uri), false);
  bench.isShort = true;
  bench.work.handleCursorMove(uri, 0);
  assert.equal(bench.work.isRepaired(uri), false);
  await bench.wait(50);
  assert.equal(bench.work.isRepaired(uri), true);
  bench.type(0, 'x');
  await bench.wait(50);
  assert.equal(bench.work.isRepaired(uri), false);
  await bench.wait(200);
  assert.equal(bench.work.isRepaired(uri), true);
});

test('windows that are not worth saving are not saved', async (t) => {
  const bench = new IdleWorkBench(t);
  bench.isWorthSaving = false;
  bench.use();
  await bench.wait(12_000);
  assert.deepEqual(bench.jobStartsMs, [8, 200, 500, 5000, 10_000]);
  assert.ok(bench.jobRuns.every(([, what]) => what !== 'save'));
});
