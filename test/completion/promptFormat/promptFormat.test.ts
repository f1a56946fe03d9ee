import assert from 'node:assert/strict';
import test from 'node:test';
import {
  promptFamilies,
  type PromptFamily,
} from '../../../src/completion/promptFormat/promptFamilies.ts';
import { findPromptFormat } from '../../../src/completion/promptFormat/promptFormat.ts';
import { createControlTokens, listControlTokens } from '../../support/controlTokens.ts';

test('a vocabulary without FIM tokens has a plain format, with context in comments', () => {
  const format = findPromptFormat(createControlTokens(['<s>', '</s>']));
  assert.equal(format.name, 'plain');
  assert.equal(format.infill, undefined);
  assert.equal(format.contextStyle, 'comment');
  assert.equal(format.chat.name, 'mistral-v1');
});

test('the chat format does not depend on the FIM tokens', () => {
  const instructionTokens = ['[INST]', '[/INST]'];
  const fimTokens = ['[SUFFIX]', '[PREFIX]'];
  const findNames = (pieces: readonly string[]) => {
    const { name, chat } = findPromptFormat(createControlTokens(pieces));
    return [name, chat.name];
  };
  assert.deepEqual(findNames(instructionTokens), ['plain', 'mistral-v3']);
  assert.deepEqual(findNames([...instructionTokens, ...fimTokens]), ['codestral', 'mistral-v3']);
  assert.deepEqual(findNames(fimTokens), ['codestral', 'mistral-v1']);
  assert.deepEqual(findNames(['[INST]']), ['plain', 'mistral-v1']);
});

test('prompts begin and texts end with the tokens that the vocabulary has for it', () => {
  const ends = { beginOfText: 1, endOfText: 2 };
  for (const pieces of [[], ['[SUFFIX]', '[PREFIX]']]) {
    const format = findPromptFormat(createControlTokens(pieces, ends));
    assert.deepEqual([format.beginOfText, format.endOfText], [[1], [2]]);
    const endless = findPromptFormat(createControlTokens(pieces));
    assert.deepEqual([endless.beginOfText, endless.endOfText], [[], []]);
  }
});

/** A family with FIM tokens and a chat format (ChatML), as a new row of the table would have them. */
const newFamily: PromptFamily = {
  name: 'new',
  fim: { prefix: '<PRE>', suffix: '<SUF>' },
  contextStyle: 'codestral',
  chat: {
    name: 'chatml',
    controlTokens: ['<|im_start|>', '<|im_end|>'],
    renderQuestion: (text) => [
      { kind: 'control', name: '<|im_start|>' },
      { kind: 'continuation', text: `user\n${text}` },
      { kind: 'control', name: '<|im_end|>' },
      { kind: 'continuation', text: '\n' },
      { kind: 'control', name: '<|im_start|>' },
      { kind: 'continuation', text: 'assistant\n' },
    ],
    renderAnswer: (text) => [{ kind: 'continuation', text }],
    answerEnd: [
      { kind: 'control', name: '<|im_end|>' },
      { kind: 'continuation', text: '\n' },
    ],
  },
};

test('a new row of the table is found by its control tokens, and changes no other row', () => {
  const families = [...promptFamilies, newFamily];
  const vocabulary = createControlTokens(['<PRE>', '<SUF>', '<|im_start|>', '<|im_end|>']);
  assert.deepEqual(findPromptFormat(vocabulary, families), {
    name: 'new',
    beginOfText: [],
    endOfText: [],
    infill: { beforeSuffix: [901], beforePrefix: [900], isContextFirst: false },
    contextStyle: 'codestral',
    chat: newFamily.chat,
  });
  for (const family of promptFamilies) {
    const others = createControlTokens(listControlTokens(family));
    assert.deepEqual(findPromptFormat(others, families), findPromptFormat(others));
  }
});

test('of two rows whose tokens a vocabulary has, the first one applies', () => {
  const vocabulary = createControlTokens(['[SUFFIX]', '[PREFIX]', '<PRE>', '<SUF>']);
  assert.equal(findPromptFormat(vocabulary, [newFamily, ...promptFamilies]).name, 'new');
  assert.equal(findPromptFormat(vocabulary, [...promptFamilies, newFamily]).name, 'codestral');
});
