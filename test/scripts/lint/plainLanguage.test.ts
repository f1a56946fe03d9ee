import assert from 'node:assert/strict';
import test from 'node:test';
import { Linter } from 'eslint';
import { plainLanguage } from '../../../scripts/lint/plainLanguage.mjs';

/** Returns what the rule says about a source, one word for each comment that it refuses. */
function findRefused(source: string): (string | undefined)[] {
  const rules = { 'language/comments': 'error' } as const;
  const config: Linter.Config = { plugins: { language: plainLanguage }, rules };
  return new Linter().verify(source, config).map(({ message }) => /"(.*)"/.exec(message)?.[1]);
}

test('a docstring that begins with a question word is rejected, on its first line or its second', () => {
  assert.deepEqual(findRefused('/** What a line says. */\nconst a = 1;'), ['What']);
  assert.deepEqual(findRefused('/**\n * Whether it holds.\n */\nconst a = 1;'), ['Whether']);
  assert.deepEqual(findRefused('/** Returns whether it holds, and what for. */\nconst a = 1;'), []);
  assert.deepEqual(findRefused('// What follows is a reason.\nconst a = 1;'), []);
});

test('text positions are not "behind" in any comment, and code may use the word', () => {
  assert.deepEqual(findRefused('// Tokens behind the cursor.\nconst a = 1;'), ['behind']);
  assert.deepEqual(findRefused('const behind = 1;'), []);
});
