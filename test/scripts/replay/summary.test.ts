import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { ReplayedRequest } from '../../../scripts/replay/replayTrace.ts';
import { spreadOf, summarize } from '../../../scripts/replay/summary.ts';
import { requestMetrics } from '../../support/requestMetrics.ts';

function requestOf(difference: Partial<ReplayedRequest>): ReplayedRequest {
  return {
    cause: 'key',
    ...requestMetrics({
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
    isShown: true,
    expect: 'x',
    typed: 'x',
    keys: 1,
    ...difference,
  };
}

test('a spread names values that occurred, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const { p50, p95, p99, max } = spreadOf(values);
      assert.ok([p50, p95, p99, max].every((value) => values.includes(value)));
      assert.ok(p50 <= p95 && p95 <= p99 && p99 <= max);
      assert.equal(max, Math.max(...values));
    }),
  );
});

test('of a hundred values the spread names the 50th, the 95th, the 99th and the last', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  assert.deepEqual(spreadOf(values), { p50: 50, p95: 95, p99: 99, max: 100 });
});

test('figures are kept apart by what led to the requests', () => {
  const summary = summarize([
    requestOf({}),
    requestOf({ cause: 'jump', evaluatedTokens: 500, text: '', isShown: false, reason: 'blank' }),
    requestOf({ timeToFirstTokenMs: null }),
  ]);
  assert.equal(summary.evaluatedTokens, 502);
  assert.equal(summary.shown, 2);
  assert.equal(summary.byCause.key?.requests, 2);
  assert.equal(summary.byCause.key.evaluatedTokens.max, 1);
  assert.equal(summary.byCause.key.timeToFirstTokenMs.max, 5);
  assert.equal(summary.byCause.jump?.evaluatedTokens.p50, 500);
});
