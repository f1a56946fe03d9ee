import assert from 'node:assert/strict';
import test from 'node:test';
import { cutFollowing, cutParts, createPromptLayout } from '../../../scripts/measure/bench.ts';
import { findPromptFormat } from '../../../src/completion/promptFormat/promptFormat.ts';
import { createControlTokens } from '../../support/controlTokens.ts';

/** Returns the layout for a vocabulary with these control tokens, which are numbered from 900. */
function createLayout(pieces: readonly string[], ends: { beginOfText?: number } = {}) {
  return createPromptLayout(findPromptFormat(createControlTokens(pieces, ends)));
}

const parts = { prefix: [10, 11], suffix: [20, 21] };

test('a model without FIM tokens gets the prefix alone', () => {
  const { name, head, prompt } = createLayout([], { beginOfText: 1 });
  assert.deepEqual([name, head, prompt(parts)], ['plain', 1, [1, 10, 11]]);
});

test('a model without FIM and BOS tokens gets a first token that stays', () => {
  const { head, prompt } = createLayout([]);
  assert.deepEqual([head, prompt(parts)], [1, [0, 10, 11]]);
});

test('a prompt of Codestral has the suffix before the prefix', () => {
  const { name, head, prompt } = createLayout(['[SUFFIX]', '[PREFIX]'], { beginOfText: 1 });
  assert.deepEqual([name, head], ['codestral', 2]);
  assert.deepEqual(prompt(parts), [1, 900, 20, 21, 901, 10, 11]);
});

test('a prompt of other models has an empty prefix, and the text in the middle', () => {
  const fimTokens = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'];
  const { name, head, prompt } = createLayout(fimTokens);
  assert.deepEqual([name, head], ['qwen', 2]);
  assert.deepEqual(prompt(parts), [900, 901, 20, 21, 902, 10, 11]);
});

test('prefix, missing text and suffix of a sample do not overlap', () => {
  const text = Array.from({ length: 2000 }, (_, index) => index);
  const { prefix, suffix } = cutParts({ text, cursor: 1000 });
  assert.deepEqual([prefix.length, prefix.at(-1)], [640, 999]);
  assert.deepEqual([suffix.length, suffix[0]], [128, 1024]);
  assert.deepEqual(cutFollowing({ text, cursor: 1000 }), [1000, 1001, 1002]);
});
