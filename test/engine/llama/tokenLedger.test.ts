import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { TokenLedger } from '../../../src/engine/llama/tokenLedger.ts';

function createLedger(cachedTokens: readonly number[], waiting: readonly number[]): TokenLedger {
  const ledger = new TokenLedger();
  ledger.replace(cachedTokens);
  ledger.add(waiting, 'prompt');
  return ledger;
}

test('waiting tokens come after the tokens in the cache', () => {
  const ledger = createLedger([1, 2], [3, 4]);
  assert.deepEqual(ledger.tokens, [1, 2, 3, 4]);
  assert.equal(ledger.cachedCount, 2);
  assert.deepEqual(ledger.pendingTokens, [3, 4]);
});

test('evaluated tokens move to the cache, together with the tokens evaluated after them', () => {
  const ledger = createLedger([1], [2, 3]);
  ledger.recordEvaluation(2, [4]);
  assert.deepEqual(ledger.tokens, [1, 2, 3, 4]);
  assert.deepEqual(ledger.pendingTokens, []);
});

test('only the first waiting tokens can be evaluated', () => {
  const ledger = createLedger([1], [2, 3, 4]);
  ledger.recordEvaluation(2, []);
  assert.deepEqual(ledger.pendingTokens, [4]);
});

test('tokens that are truncated before their evaluation are returned with their purposes', () => {
  const ledger = createLedger([1], [2]);
  ledger.add([3, 4], 'repair');
  assert.deepEqual(ledger.truncate(3), ['repair']);
  assert.deepEqual(ledger.tokens, [1, 2, 3]);
  assert.deepEqual(ledger.truncate(0), ['prompt', 'repair']);
  assert.deepEqual(ledger.tokens, []);
  assert.equal(ledger.cachedCount, 0);
});

test('after a reset to the tokens in the cache nothing is waiting', () => {
  const ledger = createLedger([1], [2]);
  ledger.replace([5, 6]);
  assert.deepEqual([ledger.tokens, ledger.cachedCount], [[5, 6], 2]);
});

test('a truncation keeps the beginning, whatever is waiting', () => {
  const tokens = fc.array(fc.nat(9), { maxLength: 8 });
  fc.assert(
    fc.property(tokens, tokens, fc.nat(20), (cachedTokens, waiting, count) => {
      const ledger = createLedger(cachedTokens, waiting);
      const dropped = ledger.truncate(count);
      const all = [...cachedTokens, ...waiting];
      assert.deepEqual(ledger.tokens, all.slice(0, count));
      assert.equal(ledger.cachedCount, Math.min(cachedTokens.length, count));
      assert.equal(dropped.length, waiting.length - ledger.pendingTokens.length);
    }),
  );
});

test('erasing and moving give the same result as on an array', () => {
  const ledger = createLedger([1, 2, 3, 4, 5, 6], []);
  const ranges = [
    { start: 1, end: 2 },
    { start: 3, end: 5 },
  ];
  ledger.checkRanges(ranges);
  ledger.erase(ranges);
  assert.deepEqual(ledger.tokens, [1, 3, 6]);
  ledger.moveLast(1, 1);
  assert.deepEqual(ledger.tokens, [1, 6, 3]);
  assert.throws(() => {
    ledger.checkRanges([{ start: 0, end: 1 }]);
  }, RangeError);
});
