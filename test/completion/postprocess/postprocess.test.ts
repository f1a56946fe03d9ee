import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { trailingBlanksOf } from '../../../src/completion/document/indentation.ts';
import { postprocess } from '../../../src/completion/postprocess/postprocess.ts';
import type { StopReason } from '../../../src/completion/outcome.ts';
import { viewOf } from '../../support/cursor.ts';

/** What is shown of a model's text at the drawing's cursor, or the reason for nothing. */
function shown(drawing: string, text: string, stopReason: StopReason = 'lineEnd'): string {
  const view = viewOf(drawing);
  const heldBack = trailingBlanksOf(view.lineBefore);
  const result = postprocess({ text, replaces: 0 }, { view, heldBack, stopReason });
  return result.kind === 'text' ? result.fill.text : `<${result.reason}>`;
}

const cases: readonly (readonly [name: string, drawing: string, text: string, shown: string])[] = [
  ['a text is shown as it is', 'a║', 'bc', 'bc'],
  ['held back blanks are not shown again', 'a = ║', ' 1;', '1;'],
  ['a text without the held back blanks is shown whole', 'a = ║', '1;', '1;'],
  ['a held back indentation is taken off', 'f() {\n    ║', '    b();', 'b();'],
  ['what indents deeper keeps the difference', 'f() {\n  ║', '    b();', '  b();'],
  ['what indents less wants to leave the block', 'f() {\n    ║', '}', '<dedent>'],
  ['a tab that was held back counts for four spaces', 'f() {\n\t║', '    b();', 'b();'],
  ['an empty line first is left out on an empty line', 'a();\n  ║', '\n  b();', 'b();'],
  ['white space alone is nothing', 'a║', '  \n ', '<blank>'],
  ['white space at the end is not shown', 'a║', 'b  ', 'b'],
  ['an auto-closed bracket is not doubled', 'f(║)', 'a, g(b))', 'a, g(b)'],
  ['what follows an auto-closed bracket is not shown', 'f(║)', 'a);', 'a'],
  ['brackets in strings do not count', 'f(║)', '")", b);', '")", b'],
  ['an auto-closed quote is not doubled', "f('║')", "a');", 'a'],
  ['a bracket that the suffix lacks is shown', 'f(║', 'a);', 'a);'],
  ['the rest of the line is not said again', 'const ║ = 1;', 'value = 1;', 'value'],
  ['lines that follow are not said again', 'a(║\n  b();\n}', 'x);\n  b();\n}', 'x);'],
  ['a text that stands behind the cursor is nothing', 'f(║)', ')', '<blank>'],
  ['the next line is not offered', 'a();\n║\nb();', 'b();', '<repeatsSuffix>'],
  ['the line before is not offered', 'a();\n║', 'a();', '<repetition>'],
  ['one letter in common with what follows is chance', 'x = ║ a', 'beta', 'beta'],
];

for (const [name, drawing, text, expected] of cases) {
  test(name, () => {
    assert.equal(shown(drawing, text), expected);
  });
}

test('of a block that was cut off the complete lines stay', () => {
  assert.equal(shown('f() {║', '\n  a();\n  b(', 'maxTokens'), '\n  a();');
  assert.equal(shown('f() {║', '\n  a();\n  b(', 'blockEnd'), '\n  a();\n  b(');
});

test('what is shown is never blank and never ends in white space', () => {
  const unit = fc.constantFrom('a', ' ', '\t', '\n', '(', ')', '{', '}', '"', ';');
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 20 }),
      fc.string({ unit, maxLength: 20 }),
      fc.string({ unit, maxLength: 30 }),
      (before, after, text) => {
        const result = shown(`${before}║${after}`, text);
        assert.ok(result.trim() !== '' && result === result.trimEnd());
      },
    ),
  );
});
