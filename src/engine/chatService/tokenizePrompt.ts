import type { PromptSegment } from '../../completion/promptFormat/promptSegment.ts';
import type { LanguageModel, Token } from '../backend/languageModel.ts';

/** Parts of a model that turn prompts into tokens. */
type PromptTokenizer = Pick<LanguageModel, 'vocabulary' | 'promptFormat'>;

/**
 * Turns a prompt into tokens.
 *
 * @throws Error if the vocabulary lacks a control token of the prompt: prompts are built for the
 *   tokens that a vocabulary has.
 */
export function tokenizePrompt(
  segments: readonly PromptSegment[],
  tokenizer: PromptTokenizer,
): Token[] {
  return segments.flatMap((segment) => tokenizeSegment(segment, tokenizer));
}

function tokenizeSegment(
  segment: PromptSegment,
  { vocabulary, promptFormat }: PromptTokenizer,
): readonly Token[] {
  switch (segment.kind) {
    case 'beginOfText':
      return promptFormat.beginOfText;
    case 'endOfText':
      return promptFormat.endOfText;
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
