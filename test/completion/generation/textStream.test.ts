import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { TextStream } from '../../../src/completion/generation/textStream.ts';

/** Converts byte tokens, a vocabulary's fallback, to text. */
function bytesToText(tokens: readonly number[]): string {
  return Buffer.from(tokens).toString('utf8');
}

test('a character is shown when its last byte has come', () => {
  const stream = new TextStream(bytesToText, []);
  const pieces = [...Buffer.from('é😀!')].map((byte) => stream.push(byte));
  assert.deepEqual(pieces, ['', 'é', '', '', '', '😀', '!']);
});

test('all text arrives, whole character by whole character', () => {
  const texts = fc.string({ unit: 'grapheme' }).filter((string) => !string.includes('\uFFFD'));
  fc.assert(
    fc.property(texts, (text) => {
      const stream = new TextStream(bytesToText, []);
      const pieces = [...Buffer.from(text)].map((byte) => stream.push(byte));
      assert.equal(pieces.join(''), text);
      assert.equal(stream.text, text);
    }),
  );
});

test('a replacement character of the model arrives with what follows it', () => {
  const stream = new TextStream(bytesToText, []);
  for (const byte of Buffer.from('a\uFFFDb')) stream.push(byte);
  assert.equal(stream.text, 'a\uFFFDb');
});

test('bytes that never become a character do not block the stream', () => {
  const stream = new TextStream(bytesToText, []);
  for (let count = 0; count < 8; count++) stream.push(0xff);
  assert.ok(stream.text.length > 0);
});
