import assert from 'node:assert/strict';
import test from 'node:test';
import { cutFollowing, cutParts, findPromptLayout } from '../../../scripts/measure/bench.ts';
import { fakeVocabulary } from '../../support/fakeSequence.ts';

/** Returns a vocabulary with these control tokens, numbered from 900. */
function createVocabulary(pieces: readonly string[], beginOfText: number | undefined = 1) {
  const findControlToken = (piece: string) =>
    pieces.includes(piece) ? 900 + pieces.indexOf(piece) : undefined;
  return { ...fakeVocabulary, beginOfText, findControlToken };
}

const parts = { prefix: [10, 11], suffix: [20, 21] };

test('a model without FIM tokens gets the prefix alone', () => {
  const { name, head, prompt } = findPromptLayout(createVocabulary([]));
  assert.deepEqual([name, head, prompt(parts)], ['plain', 1, [1, 10, 11]]);
});

test('a prompt of Codestral has the suffix before the prefix', () => {
  const { name, head, prompt } = findPromptLayout(createVocabulary(['[SUFFIX]', '[PREFIX]']));
  assert.deepEqual([name, head], ['codestral', 2]);
  assert.deepEqual(prompt(parts), [1, 900, 20, 21, 901, 10, 11]);
});

test('a prompt of other models has an empty prefix, and the text in the middle', () => {
  const fimTokens = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'];
  const vocabulary = { ...createVocabulary(fimTokens), beginOfText: undefined };
  const { name, head, prompt } = findPromptLayout(vocabulary);
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
