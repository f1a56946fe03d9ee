import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  freeCores,
  sampleProcessors,
  type ProcessorSample,
} from '../../../src/engine/llama/processorLoad.ts';

/** Samples a second apart, with so many cores busy, and so many of them with ourselves. */
function busy(cores: number, own: number): [ProcessorSample, ProcessorSample] {
  return [
    { atMs: 0, busyMs: 0, ownMs: 0 },
    { atMs: 1000, busyMs: cores * 1000, ownMs: own * 1000 },
  ];
}

const cases: readonly (readonly [string, number, number, number, number])[] = [
  ['an idle machine of eight cores leaves one to the editor', 8, 0, 0, 7],
  ['an idle machine of two cores leaves one to the editor', 2, 0, 0, 1],
  ['cores that others use are not taken', 8, 4, 0, 3],
  ['our own work does not count as busy', 8, 7, 7, 7],
  ['there is always one thread', 1, 3, 0, 1],
];

for (const [name, physical, used, own, expected] of cases) {
  test(name, () => {
    assert.equal(freeCores(...busy(used, own), physical), expected);
  });
}

test('there are never more threads than physical cores, nor fewer than one', () => {
  const amount = fc.double({ min: 0, max: 200, noNaN: true });
  fc.assert(
    fc.property(amount, amount, fc.integer({ min: 1, max: 128 }), (used, own, physical) => {
      const threads = freeCores(...busy(used, own), physical);
      assert.ok(threads >= 1 && threads <= physical && Number.isInteger(threads));
    }),
  );
});

test('samples of a real machine only grow', () => {
  const before = sampleProcessors();
  const now = sampleProcessors();
  assert.ok(now.atMs >= before.atMs && now.busyMs >= before.busyMs && now.ownMs >= before.ownMs);
});
