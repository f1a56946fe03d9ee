import assert from 'node:assert/strict';
import test from 'node:test';
import {
  shapeAt,
  type CompletionShape,
} from '../../../src/completion/generation/completionShape.ts';
import { CursorPlace } from '../../../src/completion/syntax/cursorPlace.ts';
import type { CursorNode } from '../../../src/completion/syntax/syntaxTree.ts';
import { viewOf } from '../../support/cursor.ts';
import { placeOf } from '../../support/cursorPlace.ts';

const alone: CompletionShape = { kind: 'line', mayOpenBlock: false };
const line: CompletionShape = { kind: 'line', mayOpenBlock: true };

function block(outerColumns: number | null, goesOn = false): CompletionShape {
  return { kind: 'block', outerColumns, goesOn };
}

const cases: readonly (readonly [name: string, drawing: string, shape: CompletionShape])[] = [
  ['the end of a line is a line', 'const a = ║', line],
  ['text behind the cursor makes it a line', 'if (a) {║ b', alone],
  ['a brace at the line end opens a block', 'if (a) {║', block(0)],
  ['an auto-closed brace is no text', 'f(() => {║})', block(0)],
  ['an empty line below an opener is in a block', '  for (;;) {\n    ║\n  }', block(2)],
  [
    'a header of several lines indents as what closes it',
    '  if (a ||\n      b) {\n║\n  }',
    block(2),
  ],
  ['an opener with a comment behind it opens all the same', 'if (a) { // so\n║', block(0)],
  ['an empty line below a statement goes on in its block', '{\n  a();\n  ║\n}', block(1, true)],
  ['a text without indentation tells its own', '{\n  a();\n║\n}', block(null, true)],
  ['an empty document goes on', '║', block(null, true)],
  ['arguments are written in the line', 'f(║)', line],
  ['arguments on a line of their own are a block', 'f(\n  ║\n)', block(0)],
  ['a string is a line', 'f("a {║")', alone],
  ['a comment is a line', '// if (a) {║', alone],
  ['a comment of several lines is a line', '/* if (a) {\n║\n*/', alone],
];

for (const [name, drawing, shape] of cases) {
  test(name, () => {
    assert.deepEqual(shapeAt(placeOf(drawing), 'auto'), shape);
  });
}

test("Python's colon opens a block, but not within brackets", () => {
  assert.deepEqual(shapeAt(placeOf('def f():\n    ║', 'python'), 'auto'), block(0));
  assert.deepEqual(shapeAt(placeOf('a = {1:║}', 'python'), 'auto'), line);
  assert.deepEqual(shapeAt(placeOf('case 1:║', 'javascript'), 'auto'), line);
});

test('single never gives a block', () => {
  assert.deepEqual(shapeAt(placeOf('if (a) {║'), 'single'), alone);
});

test('a parser has the last word on strings, arguments and empty blocks', () => {
  const shapeWith = (drawing: string, cursorNode: CursorNode) => {
    const syntax = { cursorNode, errorsWith: () => 0, blockEnd: () => undefined };
    return shapeAt(new CursorPlace(viewOf(drawing), 'javascript', syntax), 'auto');
  };
  assert.deepEqual(shapeWith('<p>\n  ║', 'string'), alone);
  assert.deepEqual(shapeWith('f(a, {║', 'arguments'), block(0));
  assert.deepEqual(shapeWith('f(a =>║', 'arguments'), line);
  assert.deepEqual(shapeWith('  a\n    ║', 'emptyBlock'), block(3));
});
