import assert from 'node:assert/strict';
import test from 'node:test';
import { windowView } from '../../../src/completion/window/windowView.ts';

test('a view tells the text on both sides of the cursor', () => {
  const { text, cursor, view } = windowView('one\ntwo', 5);
  assert.deepEqual([text, cursor, view.prefix, view.suffix], ['one\ntwo', 5, 'one\nt', 'wo']);
});

test('a cursor within a line end or a surrogate pair is moved in front of it', () => {
  assert.equal(windowView('a\r\nb', 2).cursor, 1);
  assert.equal(windowView('a😀b', 2).cursor, 1);
  assert.equal(windowView('a😀b', 2).view.suffix, '😀b');
});

test('where nothing else is said there is no context, and all rules apply', () => {
  const { context, language, rulesOff } = windowView('a', 1);
  assert.deepEqual([context.text, language, rulesOff], ['', 'plaintext', []]);
});

test('what is said besides is told, also when another view says it', () => {
  const told = { text: 'told\n', pieces: [] };
  const first = windowView('a', 1, { context: told, language: 'python', rulesOff: ['healing'] });
  const { text, context, language, rulesOff } = windowView('ab', 2, first);
  assert.deepEqual([text, context, language, rulesOff], ['ab', told, 'python', ['healing']]);
});
