import assert from 'node:assert/strict';
import test from 'node:test';
import {
  countColumns,
  getIndentation,
  getTrailingBlanks,
} from '../../../src/completion/text/indentation.ts';

test('indentation is the blanks at the start of a line', () => {
  assert.equal(getIndentation('\t  x  '), '\t  ');
  assert.equal(getIndentation('x'), '');
});

test('trailing blanks are spaces and tabs, never line ends', () => {
  assert.equal(getTrailingBlanks('a\n \t'), ' \t');
  assert.equal(getTrailingBlanks('a\n'), '');
  assert.equal(getTrailingBlanks('  '), '  ');
});

test('a tab extends to the next multiple of four columns', () => {
  assert.equal(countColumns('\t'), 4);
  assert.equal(countColumns('  \t'), 4);
  assert.equal(countColumns('\t  '), 6);
});
