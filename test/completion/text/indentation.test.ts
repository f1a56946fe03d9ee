import assert from 'node:assert/strict';
import test from 'node:test';
import {
  columnsOf,
  indentationOf,
  trailingBlanksOf,
} from '../../../src/completion/text/indentation.ts';

test('an indentation is the blanks that a line starts with', () => {
  assert.equal(indentationOf('\t  x  '), '\t  ');
  assert.equal(indentationOf('x'), '');
});

test('trailing blanks are spaces and tabs, never line ends', () => {
  assert.equal(trailingBlanksOf('a\n \t'), ' \t');
  assert.equal(trailingBlanksOf('a\n'), '');
  assert.equal(trailingBlanksOf('  '), '  ');
});

test('a tab reaches to the next multiple of four columns', () => {
  assert.equal(columnsOf('\t'), 4);
  assert.equal(columnsOf('  \t'), 4);
  assert.equal(columnsOf('\t  '), 6);
});
