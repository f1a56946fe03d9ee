import assert from 'node:assert/strict';
import test from 'node:test';
import {
  listCompleteLines,
  findFirstLineWithText,
  findLastLineWithText,
  listLines,
  normalizeLine,
  splitLines,
} from '../../../src/completion/text/lines.ts';

test('lines have the offset of their start', () => {
  assert.deepEqual(listLines('a\n\nb'), [
    { text: 'a', start: 0 },
    { text: '', start: 2 },
    { text: 'b', start: 3 },
  ]);
});

test('each kind of line end ends a line once', () => {
  assert.deepEqual(splitLines('a\r\nb\nc\rd\n\r\n'), ['a', 'b', 'c', 'd', '', '']);
  assert.deepEqual(splitLines(''), ['']);
});

test('a line is complete once its line end is present', () => {
  assert.deepEqual(listCompleteLines('a\nb'), [{ text: 'a', start: 0 }]);
  assert.deepEqual(listCompleteLines('a'), []);
});

test('blank lines do not count as lines with text', () => {
  assert.equal(findFirstLineWithText('\n  \n b\nc'), ' b');
  assert.equal(findLastLineWithText('a\n b\n  \n'), ' b');
  assert.equal(findFirstLineWithText(' \n'), undefined);
  assert.equal(findLastLineWithText('\n '), undefined);
});

test('blanks at the ends and the number of blanks do not distinguish lines', () => {
  assert.equal(normalizeLine('\ta  =\tb '), 'a = b');
});
