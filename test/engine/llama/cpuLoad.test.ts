import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { countFreeCores, sampleCpus, type CpuSample } from '../../../src/engine/llama/cpuLoad.ts';

/**
 * Returns samples one second apart.
 *
 * @param cores number of busy cores.
 * @param own number of those that this process uses.
 */
function createSamples(cores: number, own: number): [CpuSample, CpuSample] {
  return [
    { atMs: 0, busyMs: 0, processMs: 0 },
    { atMs: 1000, busyMs: cores * 1000, processMs: own * 1000 },
  ];
}

const cases: readonly (readonly [
  name: string,
  physical: number,
  used: number,
  own: number,
  expected: number,
])[] = [
  ['an idle machine of eight cores gives all of them', 8, 0, 0, 8],
  ['an idle machine of two cores gives both', 2, 0, 0, 2],
  ['an editor between two keys takes no core', 2, 0.3, 0, 2],
  ['a load of more than a third of a core takes one', 2, 0.4, 0, 1],
  ['cores that other processes use are not taken', 8, 4, 0, 4],
  ['the own work of the process does not count as load', 8, 7, 7, 8],
  ['there is always one thread', 1, 3, 0, 1],
];

for (const [name, physical, used, own, expected] of cases) {
  test(name, () => {
    assert.equal(countFreeCores(...createSamples(used, own), physical), expected);
  });
}

test('there are never more threads than physical cores, nor fewer than one', () => {
  const amount = fc.double({ min: 0, max: 200, noNaN: true });
  fc.assert(
    fc.property(amount, amount, fc.integer({ min: 1, max: 128 }), (used, own, physical) => {
      const threads = countFreeCores(...createSamples(used, own), physical);
      assert.ok(threads >= 1 && threads <= physical && Number.isInteger(threads));
    }),
  );
});

test('samples of a real machine never decrease', () => {
  const before = sampleCpus();
  const now = sampleCpus();
  assert.ok(
    now.atMs >= before.atMs && now.busyMs >= before.busyMs && now.processMs >= before.processMs,
  );
});
