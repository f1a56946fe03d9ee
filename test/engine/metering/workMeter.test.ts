import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { WorkMeter, type Purpose } from '../../../src/engine/metering/workMeter.ts';

const none = { prompt: 0, prefetch: 0, repair: 0, decode: 0, speculative: 0, discarded: 0 };

test('tokens count under the purpose of the work that evaluates them, by default as prompt', async () => {
  const meter = new WorkMeter();
  meter.countEvaluated(2);
  const result = await meter.countAs('decode', () => {
    meter.countEvaluated(3);
    return Promise.resolve('result');
  });
  meter.countEvaluated(4);
  assert.equal(result, 'result');
  assert.deepEqual(meter.counts, { ...none, prompt: 6, decode: 3 });
});

test('nested work counts under its own purpose, and the outer one continues after it', async () => {
  const meter = new WorkMeter();
  await meter.countAs('prefetch', async () => {
    meter.countEvaluated(1);
    await meter.countAs('speculative', () => {
      meter.countEvaluated(10);
      return Promise.resolve();
    });
    meter.countEvaluated(100);
  });
  assert.deepEqual(meter.counts, { ...none, prefetch: 101, speculative: 10 });
});

test('a purpose ends with its work when that fails', async () => {
  const meter = new WorkMeter();
  const fail = () => Promise.reject(new Error('broken'));
  await assert.rejects(meter.countAs('repair', fail), /broken/);
  meter.countEvaluated(1);
  assert.deepEqual(meter.counts, { ...none, prompt: 1 });
});

test('discarded tokens are subtracted from the purpose that evaluated them', async () => {
  const meter = new WorkMeter();
  await meter.countAs('decode', () => {
    meter.countEvaluated(5);
    meter.countDiscarded(3);
    return Promise.resolve();
  });
  assert.deepEqual(meter.counts, { ...none, decode: 2, discarded: 3 });
});

test('counts that were returned do not change', () => {
  const meter = new WorkMeter();
  const { counts } = meter;
  meter.countEvaluated(1);
  assert.deepEqual(counts, none);
});

interface Work {
  readonly purpose: Purpose;
  readonly evaluated: number;
  /** Share of the tokens that is discarded. */
  readonly discarded: number;
  readonly nested: readonly Work[];
}

const purposes = fc.constantFrom<Purpose>('prompt', 'prefetch', 'repair', 'decode', 'speculative');
function createAnyWork(depth: number): fc.Arbitrary<Work> {
  return fc.record({
    purpose: purposes,
    evaluated: fc.nat(50),
    discarded: fc.double({ min: 0, max: 1, noNaN: true }),
    nested: depth === 0 ? fc.constant([]) : fc.array(createAnyWork(depth - 1), { maxLength: 3 }),
  });
}

test('all counts together equal the evaluated tokens, and none is negative', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(createAnyWork(3), { maxLength: 4 }), async (all) => {
      const meter = new WorkMeter();
      let evaluated = 0;
      const run = (work: Work): Promise<void> =>
        meter.countAs(work.purpose, async () => {
          meter.countEvaluated(work.evaluated);
          evaluated += work.evaluated;
          for (const nested of work.nested) await run(nested);
          meter.countDiscarded(Math.floor(work.evaluated * work.discarded));
        });
      for (const work of all) await run(work);
      const counts = Object.values({ ...meter.counts });
      assert.equal(
        counts.reduce((total, count) => total + count, 0),
        evaluated,
      );
      assert.ok(counts.every((count) => count >= 0));
    }),
  );
});
