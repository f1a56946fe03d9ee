import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ownCopy, textHash } from '../../../src/completion/suggestion/textHash.ts';

test('a fingerprint is a safe integer, the same for the same text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const hash = textHash(text);
      assert.ok(Number.isSafeInteger(hash) && hash >= 0);
      assert.equal(textHash(ownCopy(text)), hash);
    }),
  );
});

test('texts that differ little have fingerprints that differ', () => {
  const texts = new Set<string>();
  for (let line = 0; line < 300; line++) {
    for (let column = 0; column < 100; column++) {
      texts.add(`${'\n'.repeat(line)}${' '.repeat(column)}x`);
      texts.add(`let a${line} = ${column};`);
    }
  }
  const hashes = new Set([...texts].map(textHash));
  assert.equal(hashes.size, texts.size);
});

test('a copy is the same text, halves of surrogate pairs included', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, seed) => {
      const slice = text.slice(seed % (text.length + 1));
      assert.equal(ownCopy(slice), slice);
    }),
  );
});
