import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  toDocumentLineEnds,
  looksBinary,
  snapToCharacter,
  createTextView,
} from '../../../src/completion/text/textView.ts';
import { createMarkedTextView } from '../../support/cursor.ts';

test('a view splits the document and its line at the cursor', () => {
  assert.deepEqual(createMarkedTextView('one\ntw║o\nthree'), {
    prefix: 'one\ntw',
    suffix: 'o\nthree',
    lineBefore: 'tw',
    lineAfter: 'o',
    lineEnd: '\n',
  });
});

test('a view of an empty document is empty', () => {
  assert.deepEqual(createMarkedTextView('║'), {
    prefix: '',
    suffix: '',
    lineBefore: '',
    lineAfter: '',
    lineEnd: '\n',
  });
});

test('CRLF becomes LF in the view and is restored for the document', () => {
  const view = createMarkedTextView('one\r\ntwo║\r\nthree');
  assert.equal(view.prefix, 'one\ntwo');
  assert.equal(view.suffix, '\nthree');
  assert.equal(view.lineAfter, '');
  assert.equal(toDocumentLineEnds('a\nb', view), 'a\r\nb');
});

test('a cursor between CR and LF moves before both', () => {
  assert.equal(snapToCharacter('a\r\nb', 2), 1);
});

test('a cursor within a surrogate pair moves before it', () => {
  const view = createTextView('a😀b', 2);
  assert.equal(view.prefix, 'a');
  assert.equal(view.suffix, '😀b');
});

test('a NUL near the cursor makes a document binary, and one far away does not', () => {
  assert.equal(looksBinary(createMarkedTextView('ab\0c║d')), true);
  assert.equal(looksBinary(createMarkedTextView(`\0${'x'.repeat(20_000)}║`)), false);
});

test('prefix and suffix together are the document, for any content', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, seed) => {
      const view = createTextView(text, seed % (text.length + 1));
      assert.equal(view.prefix + view.suffix, text.replaceAll('\r\n', '\n'));
      assert.ok(view.prefix.endsWith(view.lineBefore));
      assert.ok(view.suffix.startsWith(view.lineAfter));
      assert.ok(!view.lineBefore.includes('\n') && !view.lineAfter.includes('\n'));
    }),
  );
});
