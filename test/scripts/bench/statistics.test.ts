import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  summarizeCase,
  computeMedian,
  type CaseOptions,
  type Sample,
} from '../../../scripts/bench/statistics.ts';

const options: CaseOptions = {
  name: 'x',
  against: 'decodeStep',
  ratioKind: 'time',
  target: { atMost: 1.3 },
};

function createSample(ms: number | null, floorMs: number): Sample {
  return { ms, floorMs, evaluatedTokens: 1, promptTokens: 100 };
}

test('the median has as many values below it as above', () => {
  assert.equal(computeMedian([3, 1, 2]), 2);
  assert.equal(computeMedian([4, 1, 3, 2]), 2.5);
  assert.throws(() => computeMedian([]), RangeError);
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const middle = computeMedian(values);
      const below = values.filter((value) => value < middle).length;
      const above = values.filter((value) => value > middle).length;
      assert.ok(Math.max(below, above) <= values.length / 2);
    }),
  );
});

test('a sample is compared with its own floor, not with that of another time', () => {
  // The machine is three times as slow for the second half.
  const report = summarizeCase(options, [
    createSample(12, 10),
    createSample(36, 30),
    createSample(35, 30),
  ]);
  assert.equal(report.ratio, 1.2);
  assert.equal(report.ms?.p50, 35);
  assert.equal(report.floorMs, 30);
  assert.equal(report.holds, true);
});

test('a speed is the floor divided by the measured time', () => {
  const speed = { ...options, ratioKind: 'speed', target: { atLeast: 5 } } as const;
  assert.equal(summarizeCase(speed, [createSample(10, 100)]).ratio, 10);
  assert.equal(summarizeCase(speed, [createSample(10, 100)]).holds, true);
  assert.equal(summarizeCase(speed, [createSample(50, 100)]).holds, false);
});

test('CPU time is a multiple of the floor, like time', () => {
  const report = summarizeCase({ ...options, ratioKind: 'cpuTime' }, [createSample(15, 10)]);
  assert.equal(report.ratio, 1.5);
});

test('a case without a target neither meets nor misses it', () => {
  assert.equal(summarizeCase({ ...options, target: null }, [createSample(1, 1)]).holds, null);
});

test('failed samples do not count', () => {
  const report = summarizeCase(options, [createSample(null, 10), createSample(20, 10)]);
  assert.equal(report.ratio, 2);
  assert.equal(report.samples, 1);
  assert.equal(report.holds, false);
});

test('figures without a measurement are null', () => {
  for (const samples of [[], [createSample(null, 10)]]) {
    const { ratio, ms, holds, samples: count } = summarizeCase(options, samples);
    assert.deepEqual([ratio, ms, holds, count], [null, null, null, 0]);
  }
});
