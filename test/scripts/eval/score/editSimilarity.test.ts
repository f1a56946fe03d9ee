import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  computeEditDistance,
  computeEditSimilarity,
} from '../../../../scripts/eval/score/editSimilarity.ts';

test('known distances are found', () => {
  assert.equal(computeEditDistance('kitten', 'sitting'), 3);
  assert.equal(computeEditDistance('', 'abc'), 3);
  assert.equal(computeEditDistance('flaw', 'lawn'), 2);
});

test('a distance is symmetric, zero for equal texts only, and satisfies the triangle inequality', () => {
  const text = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(text, text, text, (one, two, three) => {
      const distance = computeEditDistance(one, two);
      assert.equal(distance, computeEditDistance(two, one));
      assert.equal(distance === 0, one === two);
      assert.ok(distance <= computeEditDistance(one, three) + computeEditDistance(three, two));
      assert.ok(distance <= Math.max(one.length, two.length));
      assert.ok(distance >= Math.abs(one.length - two.length));
    }),
  );
});

test('similarities are between 0 and 1', () => {
  assert.equal(computeEditSimilarity('', ''), 1);
  assert.equal(computeEditSimilarity('ab', 'xy'), 0);
  assert.equal(computeEditSimilarity('abcd', 'abxd'), 0.75);
});
