import assert from 'node:assert/strict';
import test from 'node:test';
import {
  isWorthShowing,
  listShorterTexts,
} from '../../../src/completion/postprocess/shorterTexts.ts';
import { createCursorPlace } from '../../support/cursorPlace.ts';

function listTexts(text: string, drawing = '║'): string[] {
  return [...listShorterTexts(text, createCursorPlace(drawing))];
}

test('whole lines come first, then parts of the first line between words and signs', () => {
  assert.deepEqual(listTexts('let b2 = $c;\nd(e);\nf'), [
    'let b2 = $c;\nd(e);',
    'let b2 = $c;',
    'let b2 = $c',
    'let b2 =',
    'let b2',
    'let',
  ]);
});

test('a text is never one of its shorter texts', () => {
  assert.deepEqual(listTexts('ab'), []);
  assert.deepEqual(listTexts('a b'), ['a']);
  assert.deepEqual(listTexts('a b '), ['a']);
});

test('blanks at the end of a shorter text are left out, those at its start are not', () => {
  assert.deepEqual(listTexts('  a();  \n  b();'), ['  a();', '  a()', '  a(', '  a']);
});

test('blank lines alone are no shorter text', () => {
  assert.deepEqual(listTexts('\n\n  a;\n  b'), ['\n\n  a;', '\n\n  a']);
});

test('words of any script are not divided', () => {
  assert.deepEqual(listTexts('été_2 größe'), ['été_2']);
});

test('at most 24 parts of a line are tried, from its end', () => {
  const words = Array.from({ length: 30 }, (_, index) => `w${index}`);
  const parts = listTexts(words.join(' '));
  assert.equal(parts[0], words.slice(0, 29).join(' '));
  assert.equal(parts.at(-1), words.slice(0, 7).join(' '));
});

test('before more text on the line, there are none', () => {
  assert.deepEqual(listTexts('a b\nc', '║ + d'), []);
  assert.deepEqual(listTexts('a b', '(║);'), ['a']);
});

test('only words and numbers are worth showing', () => {
  for (const text of ['a', '1', '_', '$', 'é', '(a']) assert.ok(isWorthShowing(text), text);
  for (const text of ['', ' ', '();', '\n']) assert.ok(!isWorthShowing(text), text);
});
