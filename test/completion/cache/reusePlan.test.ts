import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { planReuse } from '../../../src/completion/cache/reusePlan.ts';

// A small vocabulary, so that common prefixes are common.
const tokens = fc.array(fc.nat(2), { maxLength: 30 });
const prompt = fc.array(fc.nat(2), { minLength: 1, maxLength: 30 });

test('carrying a plan out gives the prompt', () => {
  fc.assert(
    fc.property(tokens, prompt, (cached, wanted) => {
      const plan = planReuse(cached, wanted);
      assert.deepEqual([...cached.slice(0, plan.keep), ...plan.evaluate, plan.last], wanted);
    }),
  );
});

test('nothing that could be kept is evaluated again, but for the last token', () => {
  fc.assert(
    fc.property(tokens, prompt, (cached, wanted) => {
      const { keep } = planReuse(cached, wanted);
      const isAll = keep === wanted.length - 1 || keep === cached.length;
      assert.ok(isAll || cached[keep] !== wanted[keep]);
    }),
  );
});

test('the same prompt again evaluates one token', () => {
  assert.deepEqual(planReuse([1, 2, 3], [1, 2, 3]), { keep: 2, evaluate: [], last: 3 });
});

test('a cache that goes beyond the prompt is cut, not kept', () => {
  assert.deepEqual(planReuse([1, 2, 3, 4, 5], [1, 2]), { keep: 1, evaluate: [], last: 2 });
});

test('an empty prompt is a mistake of the caller', () => {
  assert.throws(() => planReuse([1], []), RangeError);
});
