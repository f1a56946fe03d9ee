import assert from 'node:assert/strict';
import test from 'node:test';
import { trimSuffixOverlap } from '../../../src/completion/postprocess/trimSuffixOverlap.ts';
import { applyFilter, type FilterCase } from './filterFixture.ts';

const cases: readonly FilterCase[] = [
  // The rest of the cursor's line.
  ['the rest of the line is cut off', 'f(║, b);', 'a, b);', 'a'],
  ['blanks at the end of either do not matter', 'f(║, b);  ', 'a, b); ', 'a'],
  ['the start of the rest is cut off', 'a = ║ + b;', 'c +', 'c'],
  ['the longest overlap is cut off', 'a = ║ab + ab + c;', 'x + ab + ab', 'x + '],
  ['a text that is all of the rest is dropped', 'f(║, b);', ', b);', '<dropped>'],
  ['a text without overlap is kept', 'f(║, b);', 'a', 'a'],
  ['a blank alone is no overlap', 'a ║ b', 'c ', 'c '],
  ['a single letter may be one by chance', 'a = ║b + c;', 'd + b', 'd + b'],
  ['a single sign is an overlap', 'a = ║;b', 'c;', 'c'],
  ['a single letter that is all of the rest is an overlap', 'a = ║b', 'c + b', 'c + '],
  ['the end of a word is no overlap', 'a = ║b', 'cb', 'cb'],
  ['nor is the end of a longer word', 'a = ║able + c', 'enable', 'enable'],
  ['the whole rest is one even within a word', 'a = ║able', 'enable', 'en'],
  ['an overlap that begins with a sign may follow a word', 'f║(able) + c', 'g(able)', 'g'],
  ['two letters of their own are an overlap', 'a = ║to + c', 'be to', 'be '],
  ['a single letter that is all of the text is an overlap', 'a = ║b + c', 'b', '<dropped>'],
  ['text that is replaced does not count', 'f(║));', 'a));', 'a))←2', { replaces: 2 }],
  [
    'the rest after the replaced text does',
    'f(║)); // so',
    'a)); // so',
    'a));←3',
    { replaces: 3 },
  ],
  ['what is replaced stays in the text', 'f(g(║))', 'a)', 'a)←1', { replaces: 1 }],
  ['a bracket that the text needs is kept', 'f(║)', 'g(a)', 'g(a)'],
  ['one that it does not need is cut off', 'f(║)', 'g(a))', 'g(a)'],

  // Lines below the cursor.
  ['a line from below is cut off', '{\n  ║\n  b();\n}', 'a();\n  b();', 'a();'],
  [
    'several lines from below are cut off',
    '{\n  ║\n  b();\n  c();\n}',
    'a();\n  b();\n  c();',
    'a();',
  ],
  ['a text of such lines alone is dropped', '{\n  ║\n  b();\n}', 'b();', '<dropped>'],
  ['its blank lines are, too', '{\n  ║\n\n  b();\n}', '\n  b();', '<dropped>'],
  [
    'blank lines between do not matter',
    '{\n  ║\n\n  b();\n\n  c();\n}',
    'a();\n  b();\n\n  c();',
    'a();',
  ],
  [
    'the indentation of lines with words does not matter',
    '{\n  ║\n    b();\n}',
    'a();\n  b();',
    'a();',
  ],
  ['that of brackets does', '{\n  if (a) {\n    ║\n}', 'b();\n  }', 'b();\n  }'],
  ['brackets with the same are cut off', 'f(\n  ║\n);', 'b,\n);', 'b,'],
  ['with another they are kept', 'f(\n  ║\n);', 'b,\n  );', 'b,\n  );'],
  [
    'nor are they cut off where the text needs them',
    '{\n║\n}',
    'if (a) {\n  b;\n}',
    'if (a) {\n  b;\n}',
  ],
  [
    'after replaced text, lines are compared',
    'f(║)\n  b();',
    'a);\n  b();',
    'a);←1',
    { replaces: 1 },
  ],
  [
    'lines are not compared where the first one continues the cursor line',
    'a = ║\na = b();\nc();',
    'b();\nc();',
    'b();\nc();',
  ],
  ['unless the text has no other', 'a = ║\na = b();\nc();', 'b();', '<dropped>'],
  [
    'lines in another order are kept',
    '{\n  ║\n  b();\n  c();\n}',
    'c();\n  b();\n  d();',
    'c();\n  b();\n  d();',
  ],
  ['only the first lines below count', '{\n  ║\n  b();\n  c();\n}', 'a();\n  c();', 'a();\n  c();'],
  [
    'a line that continues the cursor line is not compared',
    '{\n  a = ║\n  b();\n}',
    'b();',
    'b();',
  ],
  ['the lines after it are', '{\n  a = ║\n  b();\n}', 'c;\n  b();', 'c;'],
  ['a first line that only ends the cursor line is, too', 'a = b;║\nc();', '\nc();', '<dropped>'],
  [
    'before more text on the line, lines are not compared',
    '{\n  ║ // d\n  b();\n}',
    'a();\n  b();',
    'a();\n  b();',
  ],
  [
    'the line that the text continues is compared as a whole',
    '{\n  ║\n  return a;\n}',
    'return a;',
    '<dropped>',
  ],
  ['an overlap that the text repeats is cut off each time', 'f(║);', 'a););', 'a'],
];

for (const [name, drawing, text, result, options] of cases) {
  test(name, () => {
    assert.equal(applyFilter(trimSuffixOverlap, drawing, text, options), result);
  });
}

test('a text that was blank before is left to other filters', () => {
  assert.equal(applyFilter(trimSuffixOverlap, '║\na', '  '), '  ');
});

test('an overlap of up to a thousand characters is cut off', () => {
  const word = (length: number) => `${'a'.repeat(length - 2)}();`.slice(0, length);
  assert.equal(applyFilter(trimSuffixOverlap, `x = ║${word(1000)}`, `b; ${word(1000)}`), 'b; ');
  assert.equal(
    applyFilter(trimSuffixOverlap, `x = ║${word(1001)}`, `b; ${word(1001)}`),
    `b; ${word(1001)}`,
  );
});
