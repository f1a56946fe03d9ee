import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { applySplice, findSplice } from '../../../src/completion/reuse/splice.ts';

const anyTokens = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 30 });

test('a splice turns one prompt into the other', () => {
  fc.assert(
    fc.property(anyTokens, anyTokens, (before, after) => {
      assert.deepEqual(applySplice(before, findSplice(before, after)), after);
    }),
  );
});

test('an insertion erases nothing, wherever it is', () => {
  fc.assert(
    fc.property(anyTokens, anyTokens, anyTokens, (start, middle, end) => {
      const splice = findSplice([...start, ...end], [...start, ...middle, ...end]);
      assert.equal(splice.erased, 0);
      assert.equal(splice.inserted.length, middle.length);
    }),
  );
});

test('what differs between the beginning and the end is replaced', () => {
  assert.deepEqual(findSplice([1, 2, 3, 9], [1, 4, 5, 6, 9]), {
    at: 1,
    erased: 2,
    inserted: [4, 5, 6],
  });
});
