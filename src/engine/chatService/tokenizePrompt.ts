import type { PromptSegment } from '../../completion/chatPrompt/promptSegment.ts';
import type { Token, Vocabulary } from '../backend/languageModel.ts';

/**
 * Turns a prompt into tokens.
 *
 * @throws Error if the vocabulary lacks a control token of the prompt: prompts are built for the
 *   tokens that a vocabulary has.
 */
export function promptTokens(segments: readonly PromptSegment[], vocabulary: Vocabulary): Token[] {
  return segments.flatMap((segment) => tokensOf(segment, vocabulary));
}

function tokensOf(segment: PromptSegment, vocabulary: Vocabulary): readonly Token[] {
  switch (segment.kind) {
    case 'beginOfText':
      return vocabulary.beginOfText === undefined ? [] : [vocabulary.beginOfText];
    case 'endOfText':
      return vocabulary.endOfText === undefined ? [] : [vocabulary.endOfText];
    case 'control': {
      const token = vocabulary.findControlToken(segment.name);
      if (token === undefined) throw new Error(`The vocabulary has no ${segment.name}.`);
      return [token];
    }
    case 'text':
      return vocabulary.tokenize(segment.text);
    case 'continuation':
      return vocabulary.tokenizeContinuation(segment.text);
  }
}
