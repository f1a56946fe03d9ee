import assert from 'node:assert/strict';
import test from 'node:test';
import {
  resolveShape,
  type CompletionShape,
} from '../../../src/completion/generation/completionShape.ts';
import { CursorPlace } from '../../../src/completion/syntax/cursorPlace.ts';
import type { CursorNode } from '../../../src/completion/syntax/syntaxTree.ts';
import { createMarkedTextView } from '../../support/cursor.ts';
import { createCursorPlace } from '../../support/cursorPlace.ts';

const alone: CompletionShape = { kind: 'line', mayOpenBlock: false };
const line: CompletionShape = { kind: 'line', mayOpenBlock: true };

function createBlockShape(outerColumns: number | null, hasLines = false): CompletionShape {
  return { kind: 'block', outerColumns, hasLines };
}

const cases: readonly (readonly [name: string, drawing: string, shape: CompletionShape])[] = [
  ['the end of a line is a line', 'const a = ║', line],
  ['text after the cursor makes it a line', 'if (a) {║ b', alone],
  ['a brace at the line end opens a block', 'if (a) {║', createBlockShape(0)],
  ['an auto-closed brace is no text', 'f(() => {║})', createBlockShape(0)],
  ['an empty line below an opener is in a block', '  for (;;) {\n    ║\n  }', createBlockShape(2)],
  [
    'a header of several lines indents as what closes it',
    '  if (a ||\n      b) {\n║\n  }',
    createBlockShape(2),
  ],
  ['an opener followed by a comment opens a block too', 'if (a) { // so\n║', createBlockShape(0)],
  [
    'an empty line below a statement continues its block',
    '{\n  a();\n  ║\n}',
    createBlockShape(1, true),
  ],
  ['a text without indentation tells its own', '{\n  a();\n║\n}', createBlockShape(null, true)],
  ['an empty document is a block', '║', createBlockShape(null, true)],
  ['arguments are part of the line', 'f(║)', line],
  ['arguments on a line of their own are a block', 'f(\n  ║\n)', createBlockShape(0)],
  ['a string is a line', 'f("a {║")', alone],
  ['a comment is a line', '// if (a) {║', alone],
  ['a comment of several lines is a line', '/* if (a) {\n║\n*/', alone],
];

for (const [name, drawing, shape] of cases) {
  test(name, () => {
    assert.deepEqual(resolveShape(createCursorPlace(drawing), 'auto'), shape);
  });
}

test("Python's colon opens a block, but not within brackets", () => {
  assert.deepEqual(
    resolveShape(createCursorPlace('def f():\n    ║', 'python'), 'auto'),
    createBlockShape(0),
  );
  assert.deepEqual(resolveShape(createCursorPlace('a = {1:║}', 'python'), 'auto'), line);
  assert.deepEqual(resolveShape(createCursorPlace('case 1:║', 'javascript'), 'auto'), line);
});

test('single-line completions never contain a block', () => {
  assert.deepEqual(resolveShape(createCursorPlace('if (a) {║'), 'single'), alone);
});

test('the parser decides about strings, arguments and empty blocks', () => {
  const resolveShapeAtNode = (markedText: string, cursorNode: CursorNode) => {
    const syntax = { cursorNode, countErrors: () => 0, findBlockEnd: () => undefined };
    return resolveShape(
      new CursorPlace(createMarkedTextView(markedText), 'javascript', syntax),
      'auto',
    );
  };
  assert.deepEqual(resolveShapeAtNode('<p>\n  ║', 'string'), alone);
  assert.deepEqual(resolveShapeAtNode('f(a, {║', 'arguments'), createBlockShape(0));
  assert.deepEqual(resolveShapeAtNode('f(a =>║', 'arguments'), line);
  assert.deepEqual(resolveShapeAtNode('  a\n    ║', 'emptyBlock'), createBlockShape(3));
});
