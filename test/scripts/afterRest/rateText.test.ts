import assert from 'node:assert/strict';
import test from 'node:test';
import { isDoubled, isRight } from '../../../scripts/afterRest/rateText.ts';

const expect = 'self.y - other.y;';

test('the expected line is right, up to trailing blanks and further lines', () => {
  for (const text of [expect, `${expect}  `, `${expect}\n    more`, `\n${expect}`]) {
    assert.equal(isRight(text, { expect }), true, JSON.stringify(text));
  }
});

test('a beginning of the expected line is right from its first word on', () => {
  assert.equal(isRight('self', { expect }), true);
  assert.equal(isRight('self.y -', { expect }), true);
  assert.equal(isRight('se', { expect }), false);
  assert.equal(isRight('', { expect }), false);
});

test('another line is wrong, also one that is longer', () => {
  assert.equal(isRight('self.x - other.x;', { expect }), false);
  assert.equal(isRight(`${expect} // y`, { expect }), false);
});

/** Rates a text after a line; the expected text is another one. */
function isDoubledAfter(line: string, text: string, expected = 'z'): boolean {
  return isDoubled(text, { before: 'a\n', typed: line, expect: expected });
}

test('a repetition of the line or of its end is doubled', () => {
  assert.equal(isDoubledAfter('  let dy = ', 'let dy = self.y;'), true);
  assert.equal(isDoubledAfter('  let dy = ', '\n  let dy = self.y;'), true);
  assert.equal(isDoubledAfter('  let dy = ', 'dy = self.y;'), true);
  assert.equal(isDoubledAfter('  retur', 'return x;'), true);
  assert.equal(isDoubledAfter('  let dy = ', '= self.y;'), false);
  assert.equal(isDoubledAfter('  let dy = ', 'self.y;'), false);
});

test('a blank after a blank is doubled', () => {
  assert.equal(isDoubledAfter('return ', ' x'), true);
  assert.equal(isDoubledAfter('return', ' x'), false);
});

test('a right text that repeats the line is not doubled', () => {
  assert.equal(isDoubledAfter('f(1.0, 1.0, ', '1.0, 2.0)', '1.0, 2.0)'), false);
});
