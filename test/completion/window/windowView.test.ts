import assert from 'node:assert/strict';
import test from 'node:test';
import { createWindowView } from '../../../src/completion/window/windowView.ts';

test('a view has the text on both sides of the cursor', () => {
  const { text, cursor, view } = createWindowView('one\ntwo', 5);
  assert.deepEqual([text, cursor, view.prefix, view.suffix], ['one\ntwo', 5, 'one\nt', 'wo']);
});

test('a cursor within a line end or a surrogate pair is moved before it', () => {
  assert.equal(createWindowView('a\r\nb', 2).cursor, 1);
  assert.equal(createWindowView('a😀b', 2).cursor, 1);
  assert.equal(createWindowView('a😀b', 2).view.suffix, '😀b');
});

test('by default there is no context, and all rules apply', () => {
  const { context, language, disabledRules } = createWindowView('a', 1);
  assert.deepEqual([context.text, language, disabledRules], ['', 'plaintext', []]);
});

test('options are part of the view, and can be taken from another view', () => {
  const otherFile = { text: 'told\n', pieces: [] };
  const first = createWindowView('a', 1, {
    context: otherFile,
    language: 'python',
    disabledRules: ['healing'],
  });
  const { text, context, language, disabledRules } = createWindowView('ab', 2, first);
  assert.deepEqual(
    [text, context, language, disabledRules],
    ['ab', otherFile, 'python', ['healing']],
  );
});
