import assert from 'node:assert/strict';
import test from 'node:test';
import { isSimilarLine } from '../../../src/completion/syntax/similarLines.ts';

test('lines that differ in quotes, blanks and their terminator are similar', () => {
  assert.ok(isSimilarLine('  f("a", b);', "f( 'a',b )"));
  assert.ok(isSimilarLine('a: b,', 'a: b'));
});

test('lines that differ in a name, a number or an operator are not similar', () => {
  assert.ok(!isSimilarLine('const height = box.height();', 'const weight = box.weight();'));
  assert.ok(!isSimilarLine('row[0] = first;', 'row[1] = first;'));
  assert.ok(!isSimilarLine('if (a < b) return;', 'if (a > b) return;'));
});

test('lines of brackets alone are never similar', () => {
  assert.ok(!isSimilarLine('});', '});'));
});
