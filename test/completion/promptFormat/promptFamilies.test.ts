import assert from 'node:assert/strict';
import test from 'node:test';
import {
  plainFamily,
  promptFamilies,
} from '../../../src/completion/promptFormat/promptFamilies.ts';
import { findPromptFormat } from '../../../src/completion/promptFormat/promptFormat.ts';
import { renderChatPrompt } from '../../../src/completion/chatPrompt/chatPrompt.ts';
import { layOutNew } from '../../../src/completion/window/windowLayout.ts';
import { createWindowView } from '../../../src/completion/window/windowView.ts';
import { createControlTokens, listControlTokens } from '../../support/controlTokens.ts';
import { toWordTokens, createWordFormat } from '../../support/wordFormat.ts';

/** Expected properties of a family with FIM tokens. */
interface ExpectedFamily {
  /** FIM tokens as the model card spells them. */
  readonly fimTokens: readonly string[];
  /** A prompt: the suffix first, then the text before the cursor, which ends the prompt. */
  readonly prompt: string;
  readonly contextStyle: string;
}

const infillFamilies: Readonly<Record<string, ExpectedFamily>> = {
  codestral: {
    fimTokens: ['[PREFIX]', '[SUFFIX]'],
    prompt: '[SUFFIX] after [PREFIX] told \n before',
    contextStyle: 'codestral',
  },
  qwen: {
    fimTokens: ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'],
    prompt: 'told \n <|fim_prefix|> <|fim_suffix|> after <|fim_middle|> before',
    contextStyle: 'comment',
  },
  starcoder: {
    fimTokens: ['<fim_prefix>', '<fim_suffix>', '<fim_middle>'],
    prompt: 'told \n <fim_prefix> <fim_suffix> after <fim_middle> before',
    contextStyle: 'comment',
  },
  'stable-code': {
    fimTokens: ['<fim-prefix>', '<fim-suffix>', '<fim-middle>'],
    prompt: 'told \n <fim-prefix> <fim-suffix> after <fim-middle> before',
    contextStyle: 'comment',
  },
  codellama: {
    fimTokens: ['▁<PRE>', '▁<SUF>', '▁<MID>'],
    prompt: 'told \n ▁<PRE> ▁<SUF> after ▁<MID> before',
    contextStyle: 'comment',
  },
  deepseek: {
    fimTokens: ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'],
    prompt: 'told \n <｜fim▁begin｜> <｜fim▁hole｜> after <｜fim▁end｜> before',
    contextStyle: 'comment',
  },
};

test('every family with FIM tokens is tested here', () => {
  const names = promptFamilies.filter(({ fim }) => fim).map(({ name }) => name);
  assert.deepEqual(names.sort(), Object.keys(infillFamilies).sort());
});

for (const [name, { fimTokens, prompt, contextStyle }] of Object.entries(infillFamilies)) {
  test(`the prompt of ${name} has the suffix first and ends with the text before the cursor`, () => {
    const vocabulary = createControlTokens(['<s>', '[INST]', ...fimTokens]);
    const format = findPromptFormat(vocabulary);
    assert.deepEqual([format.name, format.contextStyle], [name, contextStyle]);
    const { tokens } = layOutNew(
      createWindowView('beforeafter', 'before'.length, { context: { text: 'told\n', pieces: [] } }),
      { prompt: 100, suffix: 20, file: 0 },
      createWordFormat({ infill: format.infill, beginOfText: [] }),
    );
    const words = prompt.split(' ');
    assert.deepEqual(
      tokens,
      words.map((word) => vocabulary.findControlToken(word) ?? toWordTokens(word)[0]),
    );
  });

  test(`a vocabulary that lacks one of the FIM tokens of ${name} does not get its format`, () => {
    for (const missing of fimTokens) {
      const others = fimTokens.filter((token) => token !== missing);
      const { name: found, infill } = findPromptFormat(createControlTokens(others));
      assert.deepEqual([found, infill], ['plain', undefined]);
    }
  });
}

for (const family of promptFamilies) {
  test(`the row of ${family.name} is found by its own control tokens`, () => {
    const format = findPromptFormat(createControlTokens(listControlTokens(family)));
    assert.equal(format.name, family.fim ? family.name : 'plain');
    assert.equal(format.chat, family.chat ?? plainFamily.chat);
  });
}

for (const chat of [...promptFamilies.flatMap(({ chat }) => chat ?? []), plainFamily.chat]) {
  test(`a conversation of ${chat.name} uses its own control tokens only`, () => {
    const segments = renderChatPrompt(
      [
        { role: 'user', text: 'question' },
        { role: 'assistant', text: 'answer' },
        { role: 'user', text: 'next' },
      ],
      chat,
    );
    const names = segments.flatMap((segment) => (segment.kind === 'control' ? segment.name : []));
    assert.deepEqual([...new Set(names)].sort(), [...chat.controlTokens].sort());
    const text = segments.map((segment) => ('text' in segment ? segment.text : '')).join('\n');
    assert.match(text, /question[^]*answer[^]*next/u);
  });
}
