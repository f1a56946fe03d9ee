/** The filters that are short, one by one. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { cutRepetition } from '../../../src/completion/postprocess/cutRepetition.ts';
import { dropBlank } from '../../../src/completion/postprocess/dropBlank.ts';
import { dropDuplicateLine } from '../../../src/completion/postprocess/dropDuplicateLine.ts';
import { endAtBoundary } from '../../../src/completion/postprocess/endAtBoundary.ts';
import { mayReplace, type Filter } from '../../../src/completion/postprocess/filter.ts';
import { keepBalance } from '../../../src/completion/postprocess/keepBalance.ts';
import { useCursorLine } from '../../../src/completion/postprocess/useCursorLine.ts';
import { applyFilter, type FilterCase } from './filterFixture.ts';

function testCases(apply: Filter['apply'], cases: readonly FilterCase[]): void {
  for (const [name, drawing, text, result, options] of cases) {
    test(`${apply.name}: ${name}`, () => {
      assert.equal(applyFilter(apply, drawing, text, options), result);
    });
  }
}

testCases(endAtBoundary, [
  ['a line end at the end is removed', '║', 'a();\n', 'a();'],
  ['blank lines at the end are removed', '║', 'a(); \n\n  \n', 'a();'],
  ['blanks at the end are kept', '║', 'a = ', 'a = '],
  ['lines within are kept', '║', 'a();\n\nb();', 'a();\n\nb();'],
  ['a complete text is kept', '║', 'a();\nb', 'a();\nb', { stopReason: 'endOfText' }],
  ['of a block the complete lines stay', '║', 'a();\nb(', 'a();', { stopReason: 'maxTokens' }],
  ['in a full window, too', '║', 'a();\nb(', 'a();', { stopReason: 'windowFull' }],
  ['when the time is up, too', '║', 'a();\nb(', 'a();', { stopReason: 'timeLimit' }],
  ['a line with its end is complete', '║', 'a();\nb()\n', 'a();\nb()', { stopReason: 'maxTokens' }],
  ['of a single line the complete words stay', '║', 'a bc', 'a ', { stopReason: 'maxTokens' }],
  ['blank lines before it do not count', '║', '\n\na bc', '\n\na ', { stopReason: 'maxTokens' }],
]);

testCases(useCursorLine, [
  ['a text that continues a line is kept', 'a║', '\n  b', '\n  b'],
  ['a text that begins at the cursor is kept', '  ║', 'a();\n  b();', 'a();\n  b();'],
  ['blank lines before a text are removed', '║', '\n \t\n\na();', 'a();'],
  ['a text of blank lines is dropped', '║', '\n  \n', '<blank>'],
  ['a text of blanks is dropped', '║', '  ', '<blank>'],
  ['the indentation before the cursor is not repeated', '  ║', '\n  a();', 'a();'],
  ['what goes beyond it is kept', '  ║', '\n   \ta();', ' \ta();'],
  ['a line that indents less is dropped', '    ║', '\n  a();', '<dropped>'],
  ['a tab counts for four columns', '\t║', '\n      a();', '  a();'],
  ['and for as many as it takes after blanks', '  ║', '\n\ta();', '  a();'],
  ['a line that indents as much otherwise is kept', '\t║', '\n    a();', 'a();'],
  ['a bracket that leaves the block is dropped', 'f() {\n  a();\n  ║', '}', '<dropped>'],
  ['blanks before the bracket do not matter', 'f() {\n  a();\n  ║', ' }', '<dropped>'],
  ['a bracket with less indentation is kept', 'f() {\n    a();\n  ║', '}', '}'],
  ['a bracket without indentation is kept', 'f() {\n║', '}', '}'],
  ['a bracket after other text is kept', 'f(\n  ║', 'a)', 'a)'],
  ['a bracket of the text itself is kept', 'f(\n  ║', '[a]', '[a]'],
  ['a bracket that nothing opened is left to other filters', 'f();\n  ║', '}', '}'],
]);

testCases(dropDuplicateLine, [
  ['another line is kept', 'a();\n║\nc();', 'b();', 'b();'],
  ['the next line is dropped', 'a();\n║\nc();', 'c();', '<dropped>'],
  ['quotes and indentation do not matter', 'a();\n║\n  c("d")', "c('d');", '<dropped>'],
  ['blank lines before the next line do not matter', 'a();\n║\n\nc();', 'c();', '<dropped>'],
  ['the text around the cursor is part of the line', 'x\nb(║);\nb(a);', 'a', '<dropped>'],
  ['text that is replaced is not', 'x\nb(║);\nb(a);', 'a);', '<dropped>', { replaces: 2 }],
  ['the previous line is dropped', 'c();\n║', 'c();', '<dropped>'],
  ['its indentation does not matter', '  c();\n║', 'c();', '<dropped>'],
  ['blank lines after it do not matter', 'c();\n\n  ║', 'c();', '<dropped>'],
  ['with other quotes it is another line', 'c("d");\n║', "c('d');", "c('d');"],
  ['brackets may be repeated', '  }\n║\n}', '}', '}'],
  ['several lines may repeat one', 'c();\n║\nc();', 'c();\nd();', 'c();\nd();'],
  ['a line end at the end does not make several lines', 'c();\n║', 'c();\n', '<dropped>'],
  ['at the start of a file there is no previous line', '\n\n║', 'c();', 'c();'],
]);

testCases(dropBlank, [
  ['white space at the end is removed', 'a║', 'b \n', 'b'],
  ['white space alone is dropped', 'a║', ' \n\t', '<dropped>'],
  ['nothing is dropped', 'a║', '', '<dropped>'],
  ['before more text, blanks at the end are kept', 'a = ║c', 'b + \t', 'b + \t'],
  ['line ends are not', 'a = ║c', 'b +\n ', 'b +'],
  ['before closers, blanks at the end are removed', 'f(║);', 'b ', 'b'],
  ['before the bracket of a block, they are kept', '{ ║}', 'a; ', 'a; '],
  ['before that and other closers, too', '{ ║});', 'a; ', 'a; '],
  ['before other closers and that, they are removed', '(║)}', 'a ', 'a'],
  ['text that is replaced does not count', 'f(║c)', 'b ', 'b←1', { replaces: 1 }],
]);

testCases(cutRepetition, [
  ['a text without repetition is kept', 'f(║)', 'a(b);', 'a(b);'],
  [
    'what repeats is cut off',
    '║',
    'a\ncall(first, second, third);\ncall(first, second, third);',
    'a\ncall(first, second, third);',
  ],
  ['a short line may stand there twice', '║', 'a\nb();\nb();', 'a\nb();\nb();'],
  ['but not three times', '║', 'a\nb();\nb();\nb();', 'a\nb();'],
  [
    'what the rest still contains is replaced',
    'f(║)',
    'a);\ncall(first, second, third);\ncall(first, second, third);',
    'a);\ncall(first, second, third);←1',
    { replaces: 1 },
  ],
]);

testCases(keepBalance, [
  ['a balanced text is kept', '║', 'f(a);', 'f(a);'],
  ['and stays a replacement', 'f(║)', 'a);', 'a);←1', { replaces: 1 }],
  ['a bracket that stays open is cut off', '║', 'a();\nb(c', 'a();'],
  ['a text that begins with it is dropped', '║', '(((', '<dropped>'],
  ['signs alone are not worth showing', '║', '; (a', '<dropped>'],
  ['a shortened text replaces nothing', 'f(║)', 'a, (b', 'a,', { replaces: 1 }],
]);

test('a text may replace characters that its first line has in their order', () => {
  for (const [replaced, text, may] of [
    ['', '', true],
    [')', 'a)', true],
    [')', 'a', false],
    [');', 'a);', true],
    [');', 'a;)', false],
    ['))', 'a)', false],
    ['))', 'a)b)', true],
    [')', 'a\n)', false],
    ['a)', 'ab)', true],
    ['aa', 'a', false],
    ['😀)', '😀)', true],
  ] as const) {
    assert.equal(mayReplace(replaced, text), may, `${replaced} in ${text}`);
  }
});
