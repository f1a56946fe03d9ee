import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { editDistance, editSimilarity } from '../../../../scripts/eval/score/editSimilarity.ts';

test('known distances are found', () => {
  assert.equal(editDistance('kitten', 'sitting'), 3);
  assert.equal(editDistance('', 'abc'), 3);
  assert.equal(editDistance('flaw', 'lawn'), 2);
});

test('a distance is symmetric, zero for equal texts alone, and keeps to the triangle', () => {
  const text = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(text, text, text, (one, two, three) => {
      const distance = editDistance(one, two);
      assert.equal(distance, editDistance(two, one));
      assert.equal(distance === 0, one === two);
      assert.ok(distance <= editDistance(one, three) + editDistance(three, two));
      assert.ok(distance <= Math.max(one.length, two.length));
      assert.ok(distance >= Math.abs(one.length - two.length));
    }),
  );
});

test('texts are between not alike at all and the same', () => {
  assert.equal(editSimilarity('', ''), 1);
  assert.equal(editSimilarity('ab', 'xy'), 0);
  assert.equal(editSimilarity('abcd', 'abxd'), 0.75);
});
