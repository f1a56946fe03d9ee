import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  caseReport,
  median,
  type CaseOptions,
  type Sample,
} from '../../../scripts/bench/statistics.ts';

const options: CaseOptions = {
  name: 'x',
  against: 'decodeStep',
  ratioOf: 'time',
  target: { atMost: 1.3 },
};

function sampleOf(ms: number | null, floorMs: number): Sample {
  return { ms, floorMs, evaluatedTokens: 1, promptTokens: 100 };
}

test('the median has as many values below it as above', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.throws(() => median([]), RangeError);
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const middle = median(values);
      const below = values.filter((value) => value < middle).length;
      const above = values.filter((value) => value > middle).length;
      assert.ok(Math.max(below, above) <= values.length / 2);
    }),
  );
});

test('a sample is compared with the floor beside it, not with that of another time', () => {
  // The machine is three times as slow for the second half.
  const report = caseReport(options, [sampleOf(12, 10), sampleOf(36, 30), sampleOf(35, 30)]);
  assert.equal(report.ratio, 1.2);
  assert.equal(report.ms?.p50, 35);
  assert.equal(report.floorMs, 30);
  assert.equal(report.holds, true);
});

test('a speed is the floor over what was measured', () => {
  const speed = { ...options, ratioOf: 'speed', target: { atLeast: 5 } } as const;
  assert.equal(caseReport(speed, [sampleOf(10, 100)]).ratio, 10);
  assert.equal(caseReport(speed, [sampleOf(10, 100)]).holds, true);
  assert.equal(caseReport(speed, [sampleOf(50, 100)]).holds, false);
});

test('CPU time is a multiple of the floor, like time', () => {
  const report = caseReport({ ...options, ratioOf: 'cpuTime' }, [sampleOf(15, 10)]);
  assert.equal(report.ratio, 1.5);
});

test('a case without a target neither holds nor fails', () => {
  assert.equal(caseReport({ ...options, target: null }, [sampleOf(1, 1)]).holds, null);
});

test('samples of which nothing came count for nothing', () => {
  const report = caseReport(options, [sampleOf(null, 10), sampleOf(20, 10)]);
  assert.equal(report.ratio, 2);
  assert.equal(report.samples, 1);
  assert.equal(report.holds, false);
});

test('what was not measured is null', () => {
  for (const samples of [[], [sampleOf(null, 10)]]) {
    const { ratio, ms, holds, samples: count } = caseReport(options, samples);
    assert.deepEqual([ratio, ms, holds, count], [null, null, null, 0]);
  }
});
