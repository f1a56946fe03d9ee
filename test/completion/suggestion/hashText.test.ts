import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { copyText, hashText } from '../../../src/completion/suggestion/hashText.ts';

test('a hash is a safe integer, the same for the same text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const hash = hashText(text);
      assert.ok(Number.isSafeInteger(hash) && hash >= 0);
      assert.equal(hashText(copyText(text)), hash);
    }),
  );
});

test('similar texts have different hashes', () => {
  const texts = new Set<string>();
  for (let line = 0; line < 300; line++) {
    for (let column = 0; column < 100; column++) {
      texts.add(`${'\n'.repeat(line)}${' '.repeat(column)}x`);
      texts.add(`let a${line} = ${column};`);
    }
  }
  const hashes = new Set([...texts].map(hashText));
  assert.equal(hashes.size, texts.size);
});

test('a copy is the same text, including lone surrogates', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, seed) => {
      const slice = text.slice(seed % (text.length + 1));
      assert.equal(copyText(slice), slice);
    }),
  );
});
