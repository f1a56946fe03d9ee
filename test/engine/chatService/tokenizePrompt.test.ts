import assert from 'node:assert/strict';
import test from 'node:test';
import { findPromptFormat } from '../../../src/completion/promptFormat/promptFormat.ts';
import { tokenizePrompt } from '../../../src/engine/chatService/tokenizePrompt.ts';
import { fakeVocabulary } from '../../support/fakeSequence.ts';
import { createControlTokens } from '../../support/controlTokens.ts';

const ends = [{ kind: 'beginOfText' }, { kind: 'endOfText' }] as const;

test('segments become the tokens of the format, of the vocabulary, and of their texts', () => {
  const controlTokens = createControlTokens(['[INST]'], { beginOfText: 7, endOfText: 8 });
  const { findControlToken } = controlTokens;
  const model = {
    vocabulary: {
      ...fakeVocabulary,
      findControlToken,
      tokenize: () => [1, 2],
      tokenizeContinuation: () => [2],
    },
    promptFormat: findPromptFormat(controlTokens),
  };
  const segments = [
    ...ends,
    { kind: 'control', name: '[INST]' },
    { kind: 'text', text: 'a' },
    { kind: 'continuation', text: 'a' },
  ] as const;
  assert.deepEqual(tokenizePrompt(segments, model), [7, 8, 900, 1, 2, 2]);
});

test('a format without BOS and EOS tokens has none in its prompts', () => {
  const promptFormat = findPromptFormat(createControlTokens([]));
  assert.deepEqual(tokenizePrompt(ends, { vocabulary: fakeVocabulary, promptFormat }), []);
});

test('a control token that the vocabulary lacks is an error', () => {
  const promptFormat = findPromptFormat(fakeVocabulary);
  assert.throws(
    () =>
      tokenizePrompt([{ kind: 'control', name: '[INST]' }], {
        vocabulary: fakeVocabulary,
        promptFormat,
      }),
    /no \[INST\]/,
  );
});
