import assert from 'node:assert/strict';
import test from 'node:test';
import { requireLanguage } from '../../../scripts/engine/codeLanguage.ts';
import {
  findFunctionEnd,
  computeIndentation,
  generateFunction,
} from '../../../scripts/eval/writeFunction.ts';

const python = requireLanguage('python');
const script = requireLanguage('javascript');

/** Returns a writer that gets these suggestions, in turn, and records the accepted text. */
function createDocument(...suggestions: readonly string[]) {
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
  const document = createDocument(
    '    total = 0',
    '',
    'for x in xs:',
    '',
    'total += x',
    '',
    '',
    '',
  );
  const text = await generateFunction('def f(xs):\n', python, document);
  assert.equal(text, '    total = 0\n    for x in xs:\n        total += x\n        ');
});

test('after a return the function of one block ends', async () => {
  const document = createDocument('    return 1', '', 'print(2)');
  assert.equal(await generateFunction('def f():\n', python, document), '    return 1\n');
});

test('a block that closes the function ends it, and the text after it is omitted', async () => {
  const document = createDocument('  return 1;\n}\nfunction g() {');
  assert.equal(await generateFunction('function f() {\n', script, document), '  return 1;\n}');
});

test('a function that never ends is stopped', async () => {
  let count = 0;
  const endless = {
    suggest: () => Promise.resolve(`  a${count++}();\n`),
    type: () => Promise.resolve(),
  };
  await generateFunction('function f() {\n', script, endless);
  assert.ok(count <= 64);
});

test('a function in Python ends at the first line that is not indented', () => {
  assert.equal(findFunctionEnd('def f():\n', '    a = (\n)\n    b\n', python), undefined);
  assert.equal(findFunctionEnd('def f():\n', '    a\nprint()', python), '    a\n'.length);
  assert.equal(findFunctionEnd('def f():', '\n    a\nx', python), '\n    a\n'.length);
});

test('a function in braces ends with its own brace, not with those in strings', () => {
  assert.equal(findFunctionEnd('const f = (a = {}) => {\n', '  g("}");\n', script), undefined);
  assert.equal(findFunctionEnd('const f = () => {\n', '  if (a) { b(); }\n};\n', script), 19);
});

test('Enter indents as an editor does', () => {
  assert.equal(computeIndentation('def f():', python), '    ');
  assert.equal(computeIndentation('def f():\n  if a:\n    b', python), '    ');
  assert.equal(computeIndentation('def f():\n    if a:\n        return b', python), '    ');
  assert.equal(computeIndentation('function f() {', script), '  ');
  assert.equal(computeIndentation('f();', script), '');
});
