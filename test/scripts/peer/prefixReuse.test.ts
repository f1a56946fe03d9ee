import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { simulatePrefixReuse } from '../../../scripts/peer/prefixReuse.ts';

test('the first prompt is evaluated whole, the next one after the common prefix', () => {
  const prompts = [
    [1, 2, 3],
    [1, 2, 3, 4, 5],
    [1, 9, 3, 4, 5],
  ];
  assert.deepEqual(simulatePrefixReuse(prompts), [3, 2, 4]);
});

test('a cached prompt costs its last token', () => {
  const shorter = [
    [1, 2, 3],
    [1, 2, 3],
    [1, 2],
  ];
  assert.deepEqual(simulatePrefixReuse(shorter), [3, 1, 1]);
});

test('tokens after a shorter prompt are no longer cached', () => {
  const prompts = [[1, 2, 3], [1], [1, 2, 3]];
  assert.deepEqual(simulatePrefixReuse(prompts), [3, 1, 2]);
});

test('no prompts and empty prompts cost nothing', () => {
  assert.deepEqual(simulatePrefixReuse([]), []);
  assert.deepEqual(simulatePrefixReuse([[]]), [0]);
});

test('appended text is evaluated once', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer(), { minLength: 1 }), { minLength: 1 }), (pieces) => {
      const prompts = pieces.map((_, index) => pieces.slice(0, index + 1).flat());
      const evaluated = simulatePrefixReuse(prompts);
      const sum = evaluated.reduce((total, count) => total + count, 0);
      assert.equal(sum, pieces.flat().length);
    }),
  );
});
