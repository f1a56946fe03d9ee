import assert from 'node:assert/strict';
import test from 'node:test';
import { mustBeLanguage } from '../../../scripts/engine/codeLanguage.ts';
import {
  functionEnd,
  indentationAfter,
  writeFunction,
} from '../../../scripts/eval/writeFunction.ts';

const python = mustBeLanguage('python');
const script = mustBeLanguage('javascript');

/** Returns a writer that gets these suggestions, in turn, and records the accepted text. */
function accepting(...suggestions: readonly string[]) {
  const typed: string[] = [];
  let next = 0;
  return {
    typed,
    suggest: () => Promise.resolve(suggestions[next++] ?? ''),
    type: (text: string) => {
      typed.push(text);
      return Promise.resolve();
    },
  };
}

test('suggestions are accepted line by line, with Enter and indentation between them', async () => {
  const person = accepting('    total = 0', '', 'for x in xs:', '', 'total += x', '', '', '');
  const text = await writeFunction('def f(xs):\n', python, person);
  assert.equal(text, '    total = 0\n    for x in xs:\n        total += x\n        ');
});

test('after a return the function of one block is over', async () => {
  const person = accepting('    return 1', '', 'print(2)');
  assert.equal(await writeFunction('def f():\n', python, person), '    return 1\n');
});

test('a block that closes the function ends it, and what follows is left out', async () => {
  const person = accepting('  return 1;\n}\nfunction g() {');
  assert.equal(await writeFunction('function f() {\n', script, person), '  return 1;\n}');
});

test('somebody who is never finished is stopped', async () => {
  let count = 0;
  const endless = {
    suggest: () => Promise.resolve(`  a${count++}();\n`),
    type: () => Promise.resolve(),
  };
  await writeFunction('function f() {\n', script, endless);
  assert.ok(count <= 64);
});

test('a function of Python ends at the first line that is not indented', () => {
  assert.equal(functionEnd('def f():\n', '    a = (\n)\n    b\n', python), undefined);
  assert.equal(functionEnd('def f():\n', '    a\nprint()', python), '    a\n'.length);
  assert.equal(functionEnd('def f():', '\n    a\nx', python), '\n    a\n'.length);
});

test('a function in braces ends with its own, not with those in texts', () => {
  assert.equal(functionEnd('const f = (a = {}) => {\n', '  g("}");\n', script), undefined);
  assert.equal(functionEnd('const f = () => {\n', '  if (a) { b(); }\n};\n', script), 19);
});

test('Enter indents as an editor does', () => {
  assert.equal(indentationAfter('def f():', python), '    ');
  assert.equal(indentationAfter('def f():\n  if a:\n    b', python), '    ');
  assert.equal(indentationAfter('def f():\n    if a:\n        return b', python), '    ');
  assert.equal(indentationAfter('function f() {', script), '  ');
  assert.equal(indentationAfter('f();', script), '');
});
