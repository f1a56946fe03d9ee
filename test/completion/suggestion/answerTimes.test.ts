import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  computeFirstWordsLimitMs,
  maxAutomaticMs,
  computeMoreWordsLimitMs,
} from '../../../src/completion/suggestion/answerTimeLimits.ts';

test('the first words are shown within 100 ms of the last key', () => {
  assert.deepEqual([0, 60, 100, 5000, Infinity].map(computeFirstWordsLimitMs), [100, 40, 0, 0, 0]);
});

test('while the user types, more words take no longer than the first', () => {
  assert.deepEqual([0, 60, 99].map(computeMoreWordsLimitMs), [100, 40, 1]);
});

test('after that the limit grows with the pause, up to that of automatic requests', () => {
  assert.deepEqual([100, 300, 799].map(computeMoreWordsLimitMs), [100, 300, 799]);
  assert.deepEqual([800, 5000, Infinity].map(computeMoreWordsLimitMs), [maxAutomaticMs, 800, 800]);
});

test('more words may always take as long as the first, and never more than an automatic request', () => {
  fc.assert(
    fc.property(fc.nat(10_000), (sinceKeyMs) => {
      assert.ok(computeMoreWordsLimitMs(sinceKeyMs) >= computeFirstWordsLimitMs(sinceKeyMs));
      assert.ok(computeMoreWordsLimitMs(sinceKeyMs) <= maxAutomaticMs);
    }),
  );
});
