import assert from 'node:assert/strict';
import test from 'node:test';
import { detectIndentationStyle } from '../../../src/completion/text/indentationStyle.ts';

test('tabs are detected when more lines use them', () => {
  assert.deepEqual(detectIndentationStyle('a {\n\tb\n\tc\n  d\n}'), {
    usesTabs: true,
    size: 4,
    isCertain: true,
  });
});

test('the most common step between lines is the indentation size', () => {
  const style = detectIndentationStyle('a {\n  b {\n    c\n  }\n}\nd {\n  e(f,\n        g)\n}');
  assert.deepEqual(style, { usesTabs: false, size: 2, isCertain: false });
});

test('a step is certain when several lines have it and none has half of it', () => {
  const body = 'a {\n    b\n}\n'.repeat(4);
  assert.equal(detectIndentationStyle(body)?.isCertain, true);
  assert.equal(detectIndentationStyle(`${body}c {\n  d\n}`)?.isCertain, false);
});

test('a document without indentation has no style', () => {
  assert.equal(detectIndentationStyle('a\nb\n'), undefined);
});
