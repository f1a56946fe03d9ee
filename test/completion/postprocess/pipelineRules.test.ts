/** The rules of the pipeline, each enabled alone. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { postprocess } from '../../../src/completion/postprocess/postprocess.ts';
import type { CompletionRule } from '../../../src/completion/rules.ts';
import { CursorPlace } from '../../../src/completion/syntax/cursorPlace.ts';
import { createMarkedTextView } from '../../support/cursor.ts';
import { formatResult } from './filterFixture.ts';

const long = 'call(first, second, third);';

const cases: readonly (readonly [
  rule: CompletionRule,
  drawing: string,
  text: string,
  shown: string,
])[] = [
  ['boundary', '║', 'a();\n', 'a();'],
  ['cursorLine', '║', '\na();', 'a();'],
  ['suffixOverlap', 'f(║, b);', 'a, b);', 'a'],
  ['closers', 'f(║)', 'a);', 'a);←1'],
  ['repeatedLines', '║', `${long}\n${long}`, long],
  ['indentation', '{\n\ta();\n\tb();\n║', '    c();', '\tc();'],
  ['brackets', '║', 'a(', 'a'],
  ['syntax', '║', 'a !', 'a'],
  ['duplicateLine', '║\na();', 'a();', '<duplicateLine>'],
  ['blank', '║', ' ', '<blank>'],
];

const rules = cases.map(([rule]) => rule);

function renderWithout(
  disabledRules: readonly CompletionRule[],
  drawing: string,
  text: string,
): string {
  const syntax = {
    cursorNode: 'other' as const,
    countErrors: (inserted: string) => inserted.split('!').length,
    findBlockEnd: () => undefined,
  };
  const place = new CursorPlace(createMarkedTextView(drawing), 'javascript', syntax);
  return formatResult(
    postprocess({ text, replaces: 0 }, { place, stopReason: 'lineEnd' }, disabledRules),
  );
}

for (const [rule, drawing, text, shown] of cases) {
  test(`the rule ${rule} applies alone, and not while it is disabled`, () => {
    const others = rules.filter((other) => other !== rule);
    assert.equal(renderWithout(others, drawing, text), shown);
    assert.equal(renderWithout(rules, drawing, text), text);
  });
}
