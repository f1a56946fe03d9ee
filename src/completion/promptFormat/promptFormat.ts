import type { ChatFormat } from './chatFormat.ts';
import { createInfillFormat, type InfillFormat } from './infillFormat.ts';
import {
  plainFamily,
  promptFamilies,
  type ContextStyle,
  type PromptFamily,
} from './promptFamilies.ts';

/** Form of all prompts of a model: those of completions, and those of the chat. */
export interface PromptFormat {
  /** Name of the family whose FIM tokens the model has; `plain` for models without FIM tokens. */
  readonly name: string;
  /** Tokens that every prompt begins with: the BOS token, or none. */
  readonly beginOfText: readonly number[];
  /**
   * Tokens that end a text within a prompt, such as an earlier answer: the EOS token, or none. A
   * generated text ends at any control token.
   */
  readonly endOfText: readonly number[];
  /** FIM tokens and their order; undefined for models that were not trained to infill. */
  readonly infill: InfillFormat | undefined;
  /** Style of context from other files in prompts of completions. */
  readonly contextStyle: ContextStyle;
  readonly chat: ChatFormat;
}

/** Properties of a vocabulary that determine the model's prompts. */
export interface ControlTokens {
  /** Token that every prompt begins with, if the model has one. */
  readonly beginOfText: number | undefined;
  readonly endOfText: number | undefined;
  /** Returns the control token of that name; undefined where the vocabulary has none. */
  findControlToken(name: string): number | undefined;
}

/**
 * Finds the prompt format of a model by the control tokens of its vocabulary.
 *
 * @param families in the order of precedence.
 */
export function findPromptFormat(
  vocabulary: ControlTokens,
  families: readonly PromptFamily[] = promptFamilies,
): PromptFormat {
  const { beginOfText, endOfText } = vocabulary;
  const ends = {
    beginOfText: beginOfText === undefined ? [] : [beginOfText],
    endOfText: endOfText === undefined ? [] : [endOfText],
  };
  const chat = findChatFormat(vocabulary, families);
  for (const { name, fim, contextStyle = plainFamily.contextStyle } of families) {
    const infill = fim && createInfillFormat(fim, (piece) => vocabulary.findControlToken(piece));
    if (infill) return { name, ...ends, infill, contextStyle, chat };
  }
  const { name, contextStyle } = plainFamily;
  return { name, ...ends, infill: undefined, contextStyle, chat };
}

function findChatFormat(vocabulary: ControlTokens, families: readonly PromptFamily[]): ChatFormat {
  const hasToken = (name: string) => vocabulary.findControlToken(name) !== undefined;
  const family = families.find(({ chat }) => chat?.controlTokens.every(hasToken));
  return family?.chat ?? plainFamily.chat;
}
