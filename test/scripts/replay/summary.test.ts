import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { ReplayedRequest } from '../../../scripts/replay/replayTrace.ts';
import { computePercentiles, summarize } from '../../../scripts/replay/summary.ts';
import { formatComparison, formatSummary } from '../../../scripts/replay/replayTable.ts';
import { subtractWork } from '../../../scripts/replay/workCounts.ts';
import { createRequestMetrics } from '../../support/requestMetrics.ts';

function createRequest(overrides: Partial<ReplayedRequest>): ReplayedRequest {
  return {
    cause: 'key',
    ...createRequestMetrics({
      promptTokens: 10,
      reusedTokens: 9,
      evaluatedTokens: 1,
      decodeSteps: 2,
      timeToFirstTokenMs: 5,
      totalMs: 6,
    }),
    text: 'x',
    reason: null,
    isCancelled: false,
    hasSuggestion: true,
    isAnswered: true,
    pauseMs: 100,
    expect: 'x',
    typedText: 'x',
    keys: 1,
    ...overrides,
  };
}

test('percentiles are values that occurred, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const { p50, p95, p99, max } = computePercentiles(values);
      assert.ok([p50, p95, p99, max].every((value) => values.includes(value)));
      assert.ok(p50 <= p95 && p95 <= p99 && p99 <= max);
      assert.equal(max, Math.max(...values));
    }),
  );
});

test('the percentiles of a hundred values are the 50th, the 95th, the 99th and the last one', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  assert.deepEqual(computePercentiles(values), { p50: 50, p95: 95, p99: 99, max: 100 });
});

const work = subtractWork(
  { prompt: 30, prefetch: 5, repair: 4, decode: 3, speculative: 2, discarded: 1 },
  { prompt: 20, prefetch: 0, repair: 0, decode: 0, speculative: 0, discarded: 0 },
);

/** Summarizes requests in documents of so many tokens and a window of 100. */
function summarizeIn(documentTokens: readonly number[], requests: readonly ReplayedRequest[]) {
  const measurement = { requests, work, cpuSeconds: 1.5 };
  return summarize(measurement, { documentTokens, windowTokens: 100 });
}

test('figures are separated by the cause of the requests', () => {
  const summary = summarizeIn(
    [],
    [
      createRequest({}),
      createRequest({ cause: 'jump', evaluatedTokens: 500, text: '', hasSuggestion: false }),
      createRequest({ timeToFirstTokenMs: null }),
    ],
  );
  assert.equal(summary.evaluatedTokens, 502);
  assert.equal(summary.shown, 2);
  assert.equal(summary.byCause.key?.requests, 2);
  assert.equal(summary.byCause.key.evaluatedTokens.max, 1);
  assert.equal(summary.byCause.key.timeToFirstTokenMs.max, 5);
  assert.equal(summary.byCause.jump?.evaluatedTokens.p50, 500);
});

test('the summary has the work of the trace with its sum', () => {
  const summary = summarizeIn([], [createRequest({})]);
  assert.deepEqual([summary.work.prompt, summary.work.total, summary.cpuSeconds], [10, 25, 1.5]);
});

test('requests that were cancelled before their turn have no prompt length', () => {
  const requests = [
    createRequest({ promptTokens: 40 }),
    createRequest({ promptTokens: 0, isCancelled: true }),
    createRequest({ promptTokens: 0, isCancelled: true }),
    createRequest({ promptTokens: 60, isCancelled: true }),
  ];
  const summary = summarizeIn([50, 50, 50, 80], requests);
  assert.equal(summary.promptTokens.p50, 40);
  assert.equal(summary.byCause.key?.promptTokens.p50, 40);
  assert.deepEqual(summary.fileShare, { requests: 2, p50: 0.75 });
});

test('files that exceed the window have no share', () => {
  assert.equal(summarizeIn([101], [createRequest({ promptTokens: 100 })]).fileShare, null);
});

test('pauses are counted', () => {
  const summary = summarizeIn([], [createRequest({ pauseMs: 1200 }), createRequest({})]);
  assert.deepEqual(summary.pauses, { requests: 1, answered: 1, share: 1 });
});

test('the table has the forward passes by purpose', () => {
  const summary = summarizeIn([20], [createRequest({})]);
  const text = formatSummary(summary);
  assert.match(
    text,
    /forward passes: prompt 10, prefetch 5, repair 4, decode 3, speculative 2, discarded 1, total 25/,
  );
  assert.match(text, /prompt length p50 10, max 10; 50\.0 % of the file \(1 requests\)/);
  assert.match(formatComparison(summary, summary), /^forward passes, total +25 +25$/m);
});
