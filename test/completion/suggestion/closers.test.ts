import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isOnlyClosers, isSubsequence } from '../../../src/completion/suggestion/closers.ts';

test('closing brackets, quotes and blanks are what an editor inserts after the cursor', () => {
  for (const text of ['', ')', '])', '"', '>', '`', '\n  }']) assert.ok(isOnlyClosers(text), text);
  for (const text of ['(', ')a', ';', '{}']) assert.ok(!isOnlyClosers(text), text);
});

test('a text with omitted letters is a subsequence, and one with other letters is not', () => {
  fc.assert(
    fc.property(fc.string(), fc.func(fc.boolean()), (whole, isLeft) => {
      const part = whole.replace(/./gsu, (letter) => (isLeft(letter) ? letter : ''));
      assert.ok(isSubsequence(part, whole));
      assert.ok(!isSubsequence(`${whole}x`, whole));
    }),
  );
});
