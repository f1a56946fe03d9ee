import assert from 'node:assert/strict';
import test from 'node:test';
import { createNextLineView } from '../../../src/completion/window/nextLineView.ts';
import { createWindowView } from '../../../src/completion/window/windowView.ts';

/** Returns the document after Enter, with `║` at the cursor as in the given one. */
function pressEnter(markedText: string, language = 'typescript'): string | undefined {
  const at = createWindowView(markedText.replace('║', ''), markedText.indexOf('║'), { language });
  const next = createNextLineView(at);
  return next && `${next.text.slice(0, next.cursor)}║${next.text.slice(next.cursor)}`;
}

test('the next line is indented like the line above it', () => {
  assert.equal(pressEnter('f() {\n  let a = 0;║\n}\n'), 'f() {\n  let a = 0;\n  ║\n}\n');
  assert.equal(pressEnter('f() {\n\tlet a = 0;║\n}\n'), 'f() {\n\tlet a = 0;\n\t║\n}\n');
});

test('after a block opener it is indented one step more, in the style of the document', () => {
  assert.equal(pressEnter('f() {\n  a();\n}\ng() {║\n'), 'f() {\n  a();\n}\ng() {\n  ║\n');
  assert.equal(pressEnter('f() {\n\ta();\n}\ng() {║\n'), 'f() {\n\ta();\n}\ng() {\n\t║\n');
  assert.equal(pressEnter('def f():║\n', 'python'), 'def f():\n    ║\n');
});

test('the document keeps its line ends and its other properties', () => {
  assert.equal(pressEnter('a();║\r\nb();\r\n'), 'a();\r\n║\r\nb();\r\n');
  const at = createWindowView('a();', 4, { language: 'python', disabledRules: ['healing'] });
  const next = createNextLineView(at);
  assert.deepEqual([next?.language, next?.disabledRules], ['python', ['healing']]);
});

test('within a line, on a blank line and in plain text Enter is not predicted', () => {
  assert.equal(pressEnter('call(║)\n'), undefined);
  assert.equal(pressEnter('a();\n  ║\n'), undefined);
  assert.equal(pressEnter('║'), undefined);
  assert.equal(pressEnter('/* a comment║\n*/'), undefined);
  assert.equal(pressEnter('const a = `text║\n`;'), undefined);
});
