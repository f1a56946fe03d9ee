import { findPartialToken } from '../../completion/healing/partialToken.ts';
import { findInfillFormat } from '../../completion/window/infillFormat.ts';
import type { WindowFormat } from '../../completion/window/windowLayout.ts';
import type { Vocabulary } from '../backend/languageModel.ts';

/** Returns the prompt format of a model. */
export function makeWindowFormat(vocabulary: Vocabulary): WindowFormat {
  const { trie } = vocabulary;
  return {
    beginOfText: vocabulary.beginOfText === undefined ? [] : [vocabulary.beginOfText],
    infill: findInfillFormat((piece) => vocabulary.findControlToken(piece)),
    tokenize: (text) => vocabulary.tokenize(text),
    tokenizeContinuation: (text) => vocabulary.tokenizeContinuation(text),
    findPartialToken: trie && ((text, tokens) => findPartialToken(text, tokens, trie)),
  };
}
