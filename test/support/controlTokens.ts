import type { PromptFamily } from '../../src/completion/promptFormat/promptFamilies.ts';
import {
  findPromptFormat,
  type ControlTokens,
} from '../../src/completion/promptFormat/promptFormat.ts';

/** Returns a vocabulary with these control tokens, which are numbered from 900. */
export function createControlTokens(
  pieces: readonly string[],
  { beginOfText, endOfText }: { readonly beginOfText?: number; readonly endOfText?: number } = {},
): ControlTokens {
  return {
    beginOfText,
    endOfText,
    findControlToken: (piece) => (pieces.includes(piece) ? 900 + pieces.indexOf(piece) : undefined),
  };
}

/** Returns the control tokens of a row of the table: those of its infill prompts and of its chat. */
export function listControlTokens({ fim, chat }: PromptFamily): string[] {
  return [...Object.values({ ...fim }), ...(chat?.controlTokens ?? [])];
}

/** Chat format of models without control tokens for instructions. */
export const mistralV1 = findPromptFormat(createControlTokens([])).chat;

/** Chat format of models with control tokens for instructions. */
export const mistralV3 = findPromptFormat(createControlTokens(['[INST]', '[/INST]'])).chat;
