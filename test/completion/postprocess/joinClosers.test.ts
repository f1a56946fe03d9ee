import assert from 'node:assert/strict';
import test from 'node:test';
import { joinClosers } from '../../../src/completion/postprocess/joinClosers.ts';
import { applyFilter, type FilterCase } from './filterFixture.ts';

const cases: readonly FilterCase[] = [
  ['a text that closes nothing is kept', 'f(║)', 'a', 'a'],
  ['a closer that the editor inserted is left out', 'f(║)', 'a)', 'a'],
  ['two of them are left out', 'f(g(║))', 'a))', 'a'],
  ['of two closers, one that the text has is left out', 'f(g(║))', 'a)', 'a'],
  ['a closer within the text is typed over', 'f(║)', 'a);', 'a);←1'],
  ['two closers within it are typed over', 'f(g(║))', 'a));', 'a));←2'],
  ['no more is typed over than has to be', 'f(║);', 'a); b', 'a); b←1'],
  [
    'a closer at the end is left out before one within is typed over',
    'f(║);',
    'a); b();',
    'a); b(',
  ],
  ['a closer that the text opened is kept', 'f(║)', 'g(a)', 'g(a)'],
  ['a quote that the editor inserted is left out', "f('║')", "a'", 'a'],
  ['a quote and a closer are typed over', "f('║')", "a', b);", "a', b);←2"],
  ['blanks after the closer do not matter', 'f(║)  ', 'a);', 'a);←1'],
  ['without a closer after the cursor, the text is kept', 'f(║', 'a);', 'a);'],

  ['before other text, nothing is typed over', 'f(║) + g();', 'a); b', 'a'],
  ['before other text, a bracket that closes nothing is cut off', 'f(║) + g();', 'a)', 'a'],
  [
    'an excess bracket is cut off with the line end before it',
    'if (a) {\n  ║\n}',
    'b();\n}\nc',
    'b();',
  ],
  ['of a text that begins with such a bracket nothing is left', 'f(║) + g();', ') + 1', ''],
  ['a text of which only blanks would be left is kept', 'f(║) + g();', '  ) + 1', '  ) + 1'],
  ['a string ends where the quote after the cursor ends it', "f('║' + b)", "a' + c", 'a'],
  ['an escaped quote does not end it', "f('║' + b)", "a\\'b' + c", "a\\'b"],
  ['an escaped backslash does not escape the quote', "f('║' + b)", "a\\\\' + c", 'a\\\\'],
  ['a quote of another kind does not end it', "f('║' + b)", 'a" + c\' + d', 'a" + c'],
  ['a quote in a later line does not end it', "f('║' + b)", "a\nb' + c", "a\nb' + c"],
  ['without a quote after the cursor, the text may end it', "f('║ + b)", "a' + c)", "a' + c)"],
  ['a text with a bracket of another kind is kept', 'f(║)', 'a[', 'a['],
];

for (const [name, drawing, text, result, options] of cases) {
  test(name, () => {
    assert.equal(applyFilter(joinClosers, drawing, text, options), result);
  });
}
