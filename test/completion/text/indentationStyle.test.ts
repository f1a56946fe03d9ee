import assert from 'node:assert/strict';
import test from 'node:test';
import { indentationStyleOf } from '../../../src/completion/text/indentationStyle.ts';

test('tabs are found where more lines have them', () => {
  assert.deepEqual(indentationStyleOf('a {\n\tb\n\tc\n  d\n}'), {
    tabs: true,
    size: 4,
    isSure: true,
  });
});

test('the commonest step between lines is the size', () => {
  const style = indentationStyleOf('a {\n  b {\n    c\n  }\n}\nd {\n  e(f,\n        g)\n}');
  assert.deepEqual(style, { tabs: false, size: 2, isSure: false });
});

test('a step is sure when several lines show it and none a half of it', () => {
  const body = 'a {\n    b\n}\n'.repeat(4);
  assert.equal(indentationStyleOf(body)?.isSure, true);
  assert.equal(indentationStyleOf(`${body}c {\n  d\n}`)?.isSure, false);
});

test('a document without indentation has no style', () => {
  assert.equal(indentationStyleOf('a\nb\n'), undefined);
});
