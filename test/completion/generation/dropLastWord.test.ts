import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { dropLastWord } from '../../../src/completion/generation/dropLastWord.ts';

test('the last word of a text is dropped, since it may continue', () => {
  assert.equal(dropLastWord(' return tot'), ' return ');
  assert.equal(dropLastWord('a.größ'), 'a.');
  assert.equal(dropLastWord('call('), 'call(');
});

test('a text of one word, or of blanks, has no complete word', () => {
  for (const text of ['', 'tot', '  tot', '  ']) assert.equal(dropLastWord(text), '');
});

test('the result is a beginning of the text that does not end with a letter', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const rest = dropLastWord(text);
      assert.ok(text.startsWith(rest));
      assert.ok(!/[\p{L}\p{N}_$]$/u.test(rest));
    }),
  );
});
