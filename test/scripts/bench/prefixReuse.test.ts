import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { evaluatedByPrefixReuse } from '../../../scripts/peer/prefixReuse.ts';

test('the first prompt is evaluated whole, the next behind what both begin with', () => {
  const prompts = [
    [1, 2, 3],
    [1, 2, 3, 4, 5],
    [1, 9, 3, 4, 5],
  ];
  assert.deepEqual(evaluatedByPrefixReuse(prompts), [3, 2, 4]);
});

test('a prompt that is there already costs its last token', () => {
  const shorter = [
    [1, 2, 3],
    [1, 2, 3],
    [1, 2],
  ];
  assert.deepEqual(evaluatedByPrefixReuse(shorter), [3, 1, 1]);
});

test('what was cut off a shorter prompt is gone', () => {
  const prompts = [[1, 2, 3], [1], [1, 2, 3]];
  assert.deepEqual(evaluatedByPrefixReuse(prompts), [3, 1, 2]);
});

test('nothing costs nothing', () => {
  assert.deepEqual(evaluatedByPrefixReuse([]), []);
  assert.deepEqual(evaluatedByPrefixReuse([[]]), [0]);
});

test('text that is only appended is evaluated once', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer(), { minLength: 1 }), { minLength: 1 }), (pieces) => {
      const prompts = pieces.map((_, index) => pieces.slice(0, index + 1).flat());
      const evaluated = evaluatedByPrefixReuse(prompts);
      const sum = evaluated.reduce((total, count) => total + count, 0);
      assert.equal(sum, pieces.flat().length);
    }),
  );
});
