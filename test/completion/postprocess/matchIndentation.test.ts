import assert from 'node:assert/strict';
import test from 'node:test';
import { matchIndentation } from '../../../src/completion/postprocess/matchIndentation.ts';
import { applyFilter, type FilterCase } from './filterFixture.ts';

const tabs = 'f() {\n\ta();\n\tb();\n}\n';
const two = 'f() {\n  a();\n  b();\n}\n';
/** Enough lines to be sure of steps of four columns. */
const four = ['a', 'b', 'c', 'd'].map((name) => `f(${name}) {\n    g();\n}\n`).join('');

const cases: readonly FilterCase[] = [
  [
    'in a document without indentation a text is kept',
    '║',
    'if (a) {\n\t  b();\n}',
    'if (a) {\n\t  b();\n}',
  ],

  ['spaces become tabs', `${tabs}║`, 'if (a) {\n    b();\n}', 'if (a) {\n\tb();\n}'],
  ['two steps become two tabs', `${tabs}║`, '{\n    {\n        b();', '{\n\t{\n\t\tb();'],
  ['spaces that are less than a tab stay', `${tabs}║`, 'a(\n      b', 'a(\n\t  b'],
  ['tabs stay tabs', `${tabs}║`, '{\n\t\tb();\n}', '{\n\t\tb();\n}'],
  ['tabs become spaces', `${two}║`, '{\n\tb();\n}', '{\n  b();\n}'],
  ['spaces stay spaces', `${two}║`, '{\n   b();\n}', '{\n   b();\n}'],
  ['a mix becomes spaces', `${two}║`, '{\n \tb();\n}', '{\n  b();\n}'],

  ['blanks after the cursor on an empty line are indentation', `${tabs}║`, '    a();', '\ta();'],
  ['they follow those before the cursor', `${tabs}\t║`, '    a();', '\ta();'],
  ['they complete a tab stop', `${two} ║`, '\ta();', ' a();'],
  ['blanks on a line with text are not', `${tabs}a =║`, '    b;', '    b;'],
  ['lines after it are indented', `${tabs}if (a) {║`, '\n    b();\n}', '\n\tb();\n}'],
  [
    'lines of a string keep their blanks',
    `${tabs}a = ║`,
    '`\n    b`;\n    c();',
    '`\n    b`;\n\tc();',
  ],
  ['lines of a comment keep theirs', `${tabs}║`, '/*\n    b */\n    c();', '/*\n    b */\n\tc();'],
  [
    'an indentation before the cursor that the style does not have is kept',
    `${tabs}    ║`,
    'if (a) {\n\t  \tb();',
    'if (a) {\n\t\tb();',
  ],

  ['steps of two become steps of four', `${four}if (a) {║`, '\n  b(\n    c', '\n    b(\n        c'],
  [
    'the indentation around them counts',
    `${four}    if (a) {║`,
    '\n      b(\n        c',
    '\n        b(\n            c',
  ],
  [
    'lines that indent less are kept',
    `${four}    if (a) {║`,
    '\n      b();\n    }\n  c',
    '\n        b();\n    }\n  c',
  ],
  ['steps of four stay', `${four}if (a) {║`, '\n    b(\n        c', '\n    b(\n        c'],
  ['steps of one stay', `${four}if (a) {║`, '\n b(\n  c', '\n b(\n  c'],
  [
    'and in a document with steps of two, too',
    `${four.replaceAll('    ', '  ')}if (a) {║`,
    '\n b(\n  c',
    '\n b(\n  c',
  ],
  ['uneven steps stay', `${four}if (a) {║`, '\n  b(\n     c', '\n  b(\n     c'],
  [
    'blank lines are no steps',
    `${four}if (a) {║`,
    '\n  b();\n   \n  c();',
    '\n    b();\n      \n    c();',
  ],
  ['a line without further lines has no steps', `${four}    ║`, '  a();', '  a();'],
  ['steps of half a tab stay', `${tabs}if (a) {║`, '\n  b();', '\n  b();'],
  [
    'in a document with few lines steps of two stay',
    'if (a) {\n    b();\n}\nif (a) {║',
    '\n  b();',
    '\n  b();',
  ],
];

for (const [name, drawing, text, result, options] of cases) {
  test(name, () => {
    assert.equal(applyFilter(matchIndentation, drawing, text, options), result);
  });
}

test('the replaced length stays', () => {
  assert.equal(
    applyFilter(matchIndentation, `${tabs}f(║)`, 'a) {\n    b', { replaces: 1 }),
    'a) {\n\tb←1',
  );
});
