import assert from 'node:assert/strict';
import test from 'node:test';
import { behindEnter } from '../../../src/completion/window/behindEnter.ts';
import { windowView } from '../../../src/completion/window/windowView.ts';

/** Returns the document after Enter, with `║` at the cursor as in the given one. */
function entered(drawing: string, language = 'typescript'): string | undefined {
  const at = windowView(drawing.replace('║', ''), drawing.indexOf('║'), { language });
  const next = behindEnter(at);
  return next && `${next.text.slice(0, next.cursor)}║${next.text.slice(next.cursor)}`;
}

test('the next line is indented as the line above it', () => {
  assert.equal(entered('f() {\n  let a = 0;║\n}\n'), 'f() {\n  let a = 0;\n  ║\n}\n');
  assert.equal(entered('f() {\n\tlet a = 0;║\n}\n'), 'f() {\n\tlet a = 0;\n\t║\n}\n');
});

test('behind what opens a block it is indented a step more, as the document has it', () => {
  assert.equal(entered('f() {\n  a();\n}\ng() {║\n'), 'f() {\n  a();\n}\ng() {\n  ║\n');
  assert.equal(entered('f() {\n\ta();\n}\ng() {║\n'), 'f() {\n\ta();\n}\ng() {\n\t║\n');
  assert.equal(entered('def f():║\n', 'python'), 'def f():\n    ║\n');
});

test('the document keeps its line ends, and what else is said of it', () => {
  assert.equal(entered('a();║\r\nb();\r\n'), 'a();\r\n║\r\nb();\r\n');
  const at = windowView('a();', 4, { language: 'python', rulesOff: ['healing'] });
  const next = behindEnter(at);
  assert.deepEqual([next?.language, next?.rulesOff], ['python', ['healing']]);
});

test('within a line, on a blank one and in texts Enter is not foreseen', () => {
  assert.equal(entered('call(║)\n'), undefined);
  assert.equal(entered('a();\n  ║\n'), undefined);
  assert.equal(entered('║'), undefined);
  assert.equal(entered('/* a comment║\n*/'), undefined);
  assert.equal(entered('const a = `text║\n`;'), undefined);
});
