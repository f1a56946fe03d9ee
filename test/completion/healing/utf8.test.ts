import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { startsCharacter, encodeUtf8 } from '../../../src/completion/healing/utf8.ts';

function encode(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

test('characters of one to four bytes are encoded', () => {
  assert.equal(encodeUtf8('a\n\u0000'), 'a\n\u0000');
  assert.equal(encodeUtf8('é'), '\xc3\xa9');
  assert.equal(encodeUtf8('\u20ac'), '\xe2\x82\xac');
  assert.equal(encodeUtf8('😀'), '\xf0\x9f\x98\x80');
});

test('any text is encoded as by the platform, including lone surrogates', () => {
  const unit = fc.oneof(
    fc.integer({ min: 0, max: 0xffff }),
    fc.constantFrom(0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(unit).map((units) => String.fromCharCode(...units)),
  );
  fc.assert(
    fc.property(text, (any) => {
      assert.equal(encodeUtf8(any), encode(any));
    }),
    { numRuns: 500 },
  );
});

test('the first byte of each character is distinguished from those within it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), (character) => {
      const [first = '', ...others] = encodeUtf8(character);
      assert.ok(startsCharacter(first));
      for (const byte of others) assert.ok(!startsCharacter(byte));
    }),
  );
});
