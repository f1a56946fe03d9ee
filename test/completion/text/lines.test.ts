import assert from 'node:assert/strict';
import test from 'node:test';
import {
  completeLines,
  firstLineWithText,
  lastLineWithText,
  linesOf,
  normalLine,
  splitLines,
} from '../../../src/completion/text/lines.ts';

test('lines know where they start', () => {
  assert.deepEqual(linesOf('a\n\nb'), [
    { text: 'a', start: 0 },
    { text: '', start: 2 },
    { text: 'b', start: 3 },
  ]);
});

test('each kind of line end ends a line once', () => {
  assert.deepEqual(splitLines('a\r\nb\nc\rd\n\r\n'), ['a', 'b', 'c', 'd', '', '']);
  assert.deepEqual(splitLines(''), ['']);
});

test('a line is complete when its end is there', () => {
  assert.deepEqual(completeLines('a\nb'), [{ text: 'a', start: 0 }]);
  assert.deepEqual(completeLines('a'), []);
});

test('blank lines are no lines with text', () => {
  assert.equal(firstLineWithText('\n  \n b\nc'), ' b');
  assert.equal(lastLineWithText('a\n b\n  \n'), ' b');
  assert.equal(firstLineWithText(' \n'), undefined);
  assert.equal(lastLineWithText('\n '), undefined);
});

test('blanks at the ends and their number are no part of what a line says', () => {
  assert.equal(normalLine('\ta  =\tb '), 'a = b');
});
