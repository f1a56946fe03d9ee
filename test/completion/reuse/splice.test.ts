import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { applySplice, findSplice } from '../../../src/completion/reuse/splice.ts';

const anyTokens = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 30 });

test('a splice converts one prompt into the other', () => {
  fc.assert(
    fc.property(anyTokens, anyTokens, (before, after) => {
      assert.deepEqual(applySplice(before, findSplice(before, after)), after);
    }),
  );
});

test('an insertion erases nothing, at any position', () => {
  fc.assert(
    fc.property(anyTokens, anyTokens, anyTokens, (start, middle, end) => {
      const splice = findSplice([...start, ...end], [...start, ...middle, ...end]);
      assert.equal(splice.erasedCount, 0);
      assert.equal(splice.insertedTokens.length, middle.length);
    }),
  );
});

test('the difference between the common beginning and end is replaced', () => {
  assert.deepEqual(findSplice([1, 2, 3, 9], [1, 4, 5, 6, 9]), {
    position: 1,
    erasedCount: 2,
    insertedTokens: [4, 5, 6],
  });
});
