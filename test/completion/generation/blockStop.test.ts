import assert from 'node:assert/strict';
import test from 'node:test';
import { findBlockEnd } from '../../../src/completion/generation/blockStop.ts';
import type { BlockShape } from '../../../src/completion/generation/completionShape.ts';
import { createCursorPlace } from '../../support/cursorPlace.ts';

/** A new block after a line without indentation. */
const body: BlockShape = { kind: 'block', outerColumns: 0, hasLines: false };
/** A block of two columns that already holds lines. */
const paragraph: BlockShape = { kind: 'block', outerColumns: 1, hasLines: true };
/** A block whose own first line determines its indentation. */
const open: BlockShape = { kind: 'block', outerColumns: null, hasLines: false };

interface Options {
  readonly shape?: BlockShape;
  readonly language?: string;
  /** Start of the first line with text. */
  readonly start?: number;
}

/** Returns the text of the block; undefined where the block does not end. */
function createBlock(
  drawing: string,
  text: string,
  { shape = body, language, start = 0 }: Options = {},
): string | undefined {
  const length = findBlockEnd(text, start, createCursorPlace(drawing, language), shape);
  return length === undefined ? undefined : text.slice(0, length);
}

type Case = readonly [
  name: string,
  drawing: string,
  text: string,
  block: string | undefined,
  options?: Options,
];

const cases: readonly Case[] = [
  ['a text without lines has no end', 'if (a) {║', '', undefined],
  ['a line that indents more is part of the block', 'if (a) {║', '\n  b();\n', undefined],
  ['a line that indents as much ends it', 'if (a) {║', '\n  b();\nc();\n', '\n  b();'],
  ['its closing bracket is part of it', 'if (a) {║', '\n  b();\n}\nc();\n', '\n  b();\n}'],
  ['a bracket that is still being generated is no end', 'if (a) {║', '\n  b();\n}', undefined],
  ['a bracket that opens another block is no end', 'if (a) {║', '\n  b();\n} else {\n', undefined],
  [
    'a bracket that is closed after the cursor is not part of it',
    'if (a) {\n  ║\n}',
    'b();\n}\nc();\n',
    'b();',
  ],
  ['the last line of such a bracket is no end yet', 'if (a) {\n  ║\n}', 'b();\n}', undefined],
  ['end is a closing word', 'if a then║', '\n  b\nend\nc\n', '\n  b\nend', { language: 'lua' }],
  ['a word that begins with end is not', 'if (a) {║', '\n  b();\nendIt();\n', '\n  b();'],
  ['a bracket in the middle of a line is not', 'if (a) {║', '\n  b();\nc(1);\n', '\n  b();'],
  ['blank lines are part of the block', 'if (a) {║', '\n  b();\n\n  c();\n', undefined],

  ['a first line that indents too little leaves nothing', '║', '\nb();\n', '', { start: 1 }],
  ['a first line at the cursor leaves nothing', '║', 'b();\n', ''],
  ['a first line that only closes is the block', '{\n║', '}\nb();\n', '}'],
  ['a first line that closes and opens is no end', '{\n║', '} else {\n  b();\n', undefined],
  ['a first line that continues a line is no end', 'if (a) {║', ' b();\n  c();\n', undefined],
  ['blanks before the cursor indent the first line', '{\n  ║', 'b();\n  c();\n', undefined],

  [
    'the first line sets the indentation of an open block',
    '{\n  ║',
    'b();\n    c();\n  d();\n e();\n',
    'b();\n    c();\n  d();',
    { shape: open },
  ],
  [
    'blank lines before it do not',
    '{\n║',
    '\n  b();\n  c();\nd();\n',
    '\n  b();\n  c();',
    { shape: open, start: 1 },
  ],

  [
    'a paragraph ends before the line after a blank one',
    '{\n  ║\n}',
    'b();\n\n  c();\n',
    'b();\n',
    { shape: paragraph },
  ],
  [
    'a line that indents more continues the paragraph',
    '{\n  ║\n}',
    'b(\n\n    c);\n',
    undefined,
    { shape: paragraph },
  ],
  [
    'without a blank line a paragraph continues',
    '{\n  ║\n}',
    'b();\n  c();\n',
    undefined,
    { shape: paragraph },
  ],
  [
    'a bracket after a blank line ends a paragraph before it',
    '{\n  a(\n  ║\n}',
    'b,\n\n  );\n  c();\n',
    'b,\n',
    { shape: paragraph },
  ],
  [
    'in Python a text may continue the function after its loop',
    'def f():\n    for a in b:\n        ║\n',
    'c\n    d\ne\n',
    'c\n    d',
    { shape: { kind: 'block', outerColumns: 7, hasLines: true }, language: 'python' },
  ],
  [
    'as far as it indents more than the next line below',
    'def f():\n    for a in b:\n        ║\n    e',
    'c\n    d\n',
    'c',
    { shape: { kind: 'block', outerColumns: 7, hasLines: true }, language: 'python' },
  ],
  [
    'a next line within the block does not move its end',
    'def f():\n    for a in b:\n        ║\n            e',
    'c\n       d\n',
    'c',
    { shape: { kind: 'block', outerColumns: 7, hasLines: true }, language: 'python' },
  ],
  [
    'a new block of Python ends with its loop',
    'def f():\n    for a in b:\n        ║\n',
    'c\n    d\n',
    'c',
    { shape: { kind: 'block', outerColumns: 7, hasLines: false }, language: 'python' },
  ],
  [
    'in a language with brackets the next line does not matter',
    'f() {\n    for (;;) {\n        ║\n',
    'c\n    d\n',
    'c',
    { shape: { kind: 'block', outerColumns: 7, hasLines: true } },
  ],
  ['lines of a comment do not end a block', 'if (a) {║', '\n  /*\nb\n*/\n  c();\n', undefined],
];

for (const [name, drawing, text, block, options] of cases) {
  test(name, () => {
    assert.equal(createBlock(drawing, text, options), block);
  });
}

test('a block has at most eight lines, the first included', () => {
  const lines = (count: number) => Array.from({ length: count }, () => '  a();').join('\n');
  assert.equal(createBlock('{\n║', lines(8)), undefined);
  assert.equal(createBlock('{\n║', lines(9)), lines(8));
});
