import assert from 'node:assert/strict';
import test from 'node:test';
import { findPromptFormat } from '../../../src/completion/promptFormat/promptFormat.ts';
import { makeWindowFormat } from '../../../src/engine/kv/windowFormat.ts';
import { createControlTokens } from '../../support/controlTokens.ts';
import { fakeVocabulary } from '../../support/fakeSequence.ts';

test("a window has the tokens of the model's prompt format", () => {
  const controlTokens = createControlTokens(['[SUFFIX]', '[PREFIX]'], { beginOfText: 7 });
  const promptFormat = findPromptFormat(controlTokens);
  const { beginOfText, infill } = makeWindowFormat({ vocabulary: fakeVocabulary, promptFormat });
  assert.deepEqual(beginOfText, [7]);
  assert.equal(infill, promptFormat.infill);
  assert.deepEqual(infill?.beforeSuffix, [900]);
});

test('a vocabulary without bytes of its tokens has no token healing', () => {
  const promptFormat = findPromptFormat(fakeVocabulary);
  const vocabulary = { ...fakeVocabulary, trie: undefined };
  assert.equal(makeWindowFormat({ vocabulary, promptFormat }).findPartialToken, undefined);
  const { findPartialToken } = makeWindowFormat({ vocabulary: fakeVocabulary, promptFormat });
  assert.notEqual(findPartialToken, undefined);
});
