import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isWorthSaving } from '../../../src/completion/window/savePolicy.ts';

/** Paces in ms per token: from an accelerator to a CPU that swaps. */
const paces = fc.double({ min: 0.001, max: 10_000, noNaN: true });
const lostTokens = fc.nat(2000);
const stateBytes = fc.nat(2 ** 32);

test('cells that are worth saving stay worth saving when more are lost', () => {
  fc.assert(
    fc.property(lostTokens, fc.nat(500), stateBytes, paces, (lost, more, bytes, msPerToken) => {
      if (!isWorthSaving(lost, bytes, msPerToken)) return;
      assert.ok(isWorthSaving(lost + more, bytes, msPerToken));
    }),
  );
});

test('a state is worth less the larger it is, and more the slower the machine is', () => {
  fc.assert(
    fc.property(lostTokens, fc.nat(2 ** 30), stateBytes, paces, (lost, more, bytes, msPerToken) => {
      if (!isWorthSaving(lost, bytes + more, msPerToken)) return;
      assert.ok(isWorthSaving(lost, bytes, msPerToken));
      assert.ok(isWorthSaving(lost, bytes + more, msPerToken * 2));
    }),
  );
});

test('fewer than twelve cells are never worth a file', () => {
  assert.equal(isWorthSaving(11, 1, 1000), false);
  assert.equal(isWorthSaving(12, 1, 1000), true);
});

test('evaluation counts as slow before its pace is measured', () => {
  assert.equal(isWorthSaving(12, 2 ** 30, undefined), true);
});

test('a state must save the time of writing and reading it, and a large one four times that', () => {
  const large = 2 ** 26;
  // Half a gigabyte a second, twice.
  const computeGainMs = (bytes: number) => 4e-6 * bytes;
  assert.equal(isWorthSaving(100, large, (1.01 * computeGainMs(large)) / 100), true);
  assert.equal(isWorthSaving(100, large, (0.99 * computeGainMs(large)) / 100), false);
  assert.equal(isWorthSaving(100, large + 1, (3.99 * computeGainMs(large)) / 100), false);
  assert.equal(isWorthSaving(100, large + 1, (4.01 * computeGainMs(large)) / 100), true);
});

test('a state that saves no more than it costs is not worth it', () => {
  const bytes = 2 ** 20;
  const costMs = 4e-6 * bytes;
  assert.equal(isWorthSaving(128, bytes, costMs / 128), false);
  assert.equal(isWorthSaving(128, bytes, costMs / 127), true);
});
