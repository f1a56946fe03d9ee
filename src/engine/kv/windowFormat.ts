import { findPartialToken } from '../../completion/healing/partialToken.ts';
import type { WindowFormat } from '../../completion/window/windowLayout.ts';
import type { LanguageModel } from '../backend/languageModel.ts';

/** Returns the format of a model's windows. */
export function makeWindowFormat({
  vocabulary,
  promptFormat,
}: Pick<LanguageModel, 'vocabulary' | 'promptFormat'>): WindowFormat {
  const { trie } = vocabulary;
  return {
    beginOfText: promptFormat.beginOfText,
    infill: promptFormat.infill,
    tokenize: (text) => vocabulary.tokenize(text),
    tokenizeContinuation: (text) => vocabulary.tokenizeContinuation(text),
    findPartialToken: trie && ((text, tokens) => findPartialToken(text, tokens, trie)),
  };
}
