import assert from 'node:assert/strict';
import test from 'node:test';
import { formatAlignedTable } from '../../scripts/alignedTable.ts';

const rows = [
  ['', 'tokens', 'of'],
  ['a key', '1', ''],
  ['jump', '12345678', '9'],
];

test('names are aligned left and figures right, without blanks at the end', () => {
  assert.equal(
    formatAlignedTable(rows),
    ['         tokens  of', 'a key         1', 'jump   12345678   9'].join('\n'),
  );
});

test('all columns or none can be aligned left', () => {
  assert.equal(formatAlignedTable(rows, 3).split('\n')[1], 'a key  1');
  assert.equal(formatAlignedTable(rows, 0).split('\n')[2], ' jump  12345678   9');
});
