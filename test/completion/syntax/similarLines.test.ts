import assert from 'node:assert/strict';
import test from 'node:test';
import { isNearlySame } from '../../../src/completion/syntax/similarLines.ts';

test('quotes, blanks and what ends a line make no other line', () => {
  assert.ok(isNearlySame('  f("a", b);', "f( 'a',b )"));
  assert.ok(isNearlySame('a: b,', 'a: b'));
});

test('a name, a number or an operator makes another line', () => {
  assert.ok(!isNearlySame('const height = box.height();', 'const weight = box.weight();'));
  assert.ok(!isNearlySame('row[0] = first;', 'row[1] = first;'));
  assert.ok(!isNearlySame('if (a < b) return;', 'if (a > b) return;'));
});

test('brackets alone are alike everywhere and say nothing', () => {
  assert.ok(!isNearlySame('});', '});'));
});
