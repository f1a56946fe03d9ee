import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { endWithin, startWithin } from '../../../src/completion/window/fitText.ts';

const text = fc
  .array(fc.constantFrom('a', '\n', ' ', '😀', 'é'), { maxLength: 400 })
  .map((units) => units.join(''));
const room = fc.integer({ min: 8, max: 120 });
/** A code unit is a token. */
const count = (piece: string): number => piece.length;

test('what is taken of an end or a beginning fits', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      // One more where a surrogate pair would have been split.
      assert.ok(whole.length - startWithin(whole, tokens, count) <= tokens + 1);
      assert.ok(endWithin(whole, tokens, count) <= tokens);
    }),
  );
});

test('a text that fits is taken whole', () => {
  assert.equal(startWithin('abc', 3, count), 0);
  assert.equal(endWithin('abc', 3, count), 3);
});

test('a quarter of the room is used at least when the text is longer', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      fc.pre(whole.length > tokens);
      assert.ok(whole.length - startWithin(whole, tokens, count) >= Math.floor(tokens / 4));
    }),
  );
});

test('no half of a surrogate pair is left at a cut', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      assert.ok(!/^[\udc00-\udfff]/u.test(whole.slice(startWithin(whole, tokens, count))));
      assert.ok(!/[\ud800-\udbff]$/u.test(whole.slice(0, endWithin(whole, tokens, count))));
    }),
  );
});

test('an end starts at a line, a beginning ends behind one', () => {
  const lines = '0123456789\n'.repeat(30);
  assert.equal(startWithin(lines, 100, count) % 11, 0);
  assert.equal(endWithin(lines, 100, count), 99);
});

test('knowing what the whole costs changes nothing but the counting', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      assert.equal(
        startWithin(whole, tokens, count, whole.length),
        startWithin(whole, tokens, count),
      );
    }),
  );
  let counted = 0;
  const counting = (piece: string): number => {
    counted++;
    return piece.length;
  };
  const lines = 'about as long as the others\n'.repeat(400);
  startWithin(lines, 3000, counting, lines.length);
  assert.ok(counted <= 6, String(counted));
});
