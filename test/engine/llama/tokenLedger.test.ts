import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { TokenLedger } from '../../../src/engine/llama/tokenLedger.ts';

function ledgerOf(held: readonly number[], waiting: readonly number[]): TokenLedger {
  const ledger = new TokenLedger();
  ledger.replace(held);
  ledger.add(waiting, 'prompt');
  return ledger;
}

test('tokens that wait stand behind those that the cache holds', () => {
  const ledger = ledgerOf([1, 2], [3, 4]);
  assert.deepEqual(ledger.tokens, [1, 2, 3, 4]);
  assert.equal(ledger.held, 2);
  assert.deepEqual(ledger.waiting, [3, 4]);
});

test('what was evaluated is held, with the tokens after it that did not wait', () => {
  const ledger = ledgerOf([1], [2, 3]);
  ledger.evaluated(2, [4]);
  assert.deepEqual(ledger.tokens, [1, 2, 3, 4]);
  assert.deepEqual(ledger.waiting, []);
});

test('only the first of those that waited may be evaluated', () => {
  const ledger = ledgerOf([1], [2, 3, 4]);
  ledger.evaluated(2, []);
  assert.deepEqual(ledger.waiting, [4]);
});

test('tokens that are cut before they were evaluated are told with their purposes', () => {
  const ledger = ledgerOf([1], [2]);
  ledger.add([3, 4], 'repair');
  assert.deepEqual(ledger.keep(3), ['repair']);
  assert.deepEqual(ledger.tokens, [1, 2, 3]);
  assert.deepEqual(ledger.keep(0), ['prompt', 'repair']);
  assert.deepEqual(ledger.tokens, []);
  assert.equal(ledger.held, 0);
});

test('taking over what the cache holds, nothing waits any more', () => {
  const ledger = ledgerOf([1], [2]);
  ledger.replace([5, 6]);
  assert.deepEqual([ledger.tokens, ledger.held], [[5, 6], 2]);
});

test('cutting leaves the beginning, whatever waits', () => {
  const tokens = fc.array(fc.nat(9), { maxLength: 8 });
  fc.assert(
    fc.property(tokens, tokens, fc.nat(20), (held, waiting, count) => {
      const ledger = ledgerOf(held, waiting);
      const dropped = ledger.keep(count);
      const all = [...held, ...waiting];
      assert.deepEqual(ledger.tokens, all.slice(0, count));
      assert.equal(ledger.held, Math.min(held.length, count));
      assert.equal(dropped.length, waiting.length - ledger.waiting.length);
    }),
  );
});

test('erasing and moving give what an array would hold', () => {
  const ledger = ledgerOf([1, 2, 3, 4, 5, 6], []);
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
