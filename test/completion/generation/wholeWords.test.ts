import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { dropLastWord } from '../../../src/completion/generation/wholeWords.ts';

test('the word that a text ends in is dropped, for it may go on', () => {
  assert.equal(dropLastWord(' return tot'), ' return ');
  assert.equal(dropLastWord('a.größ'), 'a.');
  assert.equal(dropLastWord('call('), 'call(');
});

test('a text of one word, or of blanks, has no whole word', () => {
  for (const text of ['', 'tot', '  tot', '  ']) assert.equal(dropLastWord(text), '');
});

test('what is left is a beginning of the text that ends in no letter', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const rest = dropLastWord(text);
      assert.ok(text.startsWith(rest));
      assert.ok(!/[\p{L}\p{N}_$]$/u.test(rest));
    }),
  );
});
