import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { TextStream } from '../../../src/completion/generation/textStream.ts';

/** Converts byte tokens, a vocabulary's fallback, to text. */
function decodeBytes(tokens: readonly number[]): string {
  return Buffer.from(tokens).toString('utf8');
}

test('a character is emitted once its last byte arrives', () => {
  const stream = new TextStream(decodeBytes, []);
  const pieces = [...Buffer.from('é😀!')].map((byte) => stream.push(byte));
  assert.deepEqual(pieces, ['', 'é', '', '', '', '😀', '!']);
});

test('all text arrives in whole characters', () => {
  const texts = fc.string({ unit: 'grapheme' }).filter((string) => !string.includes('\uFFFD'));
  fc.assert(
    fc.property(texts, (text) => {
      const stream = new TextStream(decodeBytes, []);
      const pieces = [...Buffer.from(text)].map((byte) => stream.push(byte));
      assert.equal(pieces.join(''), text);
      assert.equal(stream.text, text);
    }),
  );
});

test('a replacement character of the model arrives together with the text after it', () => {
  const stream = new TextStream(decodeBytes, []);
  for (const byte of Buffer.from('a\uFFFDb')) stream.push(byte);
  assert.equal(stream.text, 'a\uFFFDb');
});

test('bytes that never become a character do not block the stream', () => {
  const stream = new TextStream(decodeBytes, []);
  for (let count = 0; count < 8; count++) stream.push(0xff);
  assert.ok(stream.text.length > 0);
});
