import assert from 'node:assert/strict';
import test from 'node:test';
import { isRepetition, isCorrect } from '../../../scripts/afterRest/rateText.ts';

const expect = 'self.y - other.y;';

test('the expected line is correct, with or without trailing blanks and further lines', () => {
  for (const text of [expect, `${expect}  `, `${expect}\n    more`, `\n${expect}`]) {
    assert.equal(isCorrect(text, { expect }), true, JSON.stringify(text));
  }
});

test('a beginning of the expected line is correct from its first word on', () => {
  assert.equal(isCorrect('self', { expect }), true);
  assert.equal(isCorrect('self.y -', { expect }), true);
  assert.equal(isCorrect('se', { expect }), false);
  assert.equal(isCorrect('', { expect }), false);
});

test('another line is wrong, even if it is longer', () => {
  assert.equal(isCorrect('self.x - other.x;', { expect }), false);
  assert.equal(isCorrect(`${expect} // y`, { expect }), false);
});

/** Rates a text after a line; the expected text is another one. */
function isRepetitionAfter(line: string, text: string, expected = 'z'): boolean {
  return isRepetition(text, { before: 'a\n', typed: line, expect: expected });
}

test('a text that repeats the line or its end is a repetition', () => {
  assert.equal(isRepetitionAfter('  let dy = ', 'let dy = self.y;'), true);
  assert.equal(isRepetitionAfter('  let dy = ', '\n  let dy = self.y;'), true);
  assert.equal(isRepetitionAfter('  let dy = ', 'dy = self.y;'), true);
  assert.equal(isRepetitionAfter('  retur', 'return x;'), true);
  assert.equal(isRepetitionAfter('  let dy = ', '= self.y;'), false);
  assert.equal(isRepetitionAfter('  let dy = ', 'self.y;'), false);
});

test('a blank after a blank is a repetition', () => {
  assert.equal(isRepetitionAfter('return ', ' x'), true);
  assert.equal(isRepetitionAfter('return', ' x'), false);
});

test('a correct text that repeats the line is not a repetition', () => {
  assert.equal(isRepetitionAfter('f(1.0, 1.0, ', '1.0, 2.0)', '1.0, 2.0)'), false);
});
