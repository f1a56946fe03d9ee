import assert from 'node:assert/strict';
import test from 'node:test';
import { alignedTable } from '../../scripts/alignedTable.ts';

const rows = [
  ['', 'tokens', 'of'],
  ['a key', '1', ''],
  ['jump', '12345678', '9'],
];

test('names stand to the left and figures to the right, without blanks at the end', () => {
  assert.equal(
    alignedTable(rows),
    ['         tokens  of', 'a key         1', 'jump   12345678   9'].join('\n'),
  );
});

test('all columns or none may stand to the left', () => {
  assert.equal(alignedTable(rows, 3).split('\n')[1], 'a key  1');
  assert.equal(alignedTable(rows, 0).split('\n')[2], ' jump  12345678   9');
});
