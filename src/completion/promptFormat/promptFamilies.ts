import type { ChatFormat } from './chatFormat.ts';
import type { FimTokens } from './infillFormat.ts';

/**
 * Style of the heading that names the source of a piece of context: a comment in the file's language, or
 * the lines that Codestral was trained with (`+++++ path`).
 */
export type ContextStyle = 'comment' | 'codestral';

/** Models that were trained with the same prompts, recognized by their control tokens. */
export interface PromptFamily {
  readonly name: string;
  /** FIM tokens; absent where the row describes conversations only. */
  readonly fim?: FimTokens;
  /** Style of context in the family's infill prompts; absent for the style of `plainFamily`. */
  readonly contextStyle?: ContextStyle;
  /** Format of conversations; absent where other rows decide it. */
  readonly chat?: ChatFormat;
}

/**
 * Families by their control tokens. A model gets the FIM tokens of the first row whose FIM tokens its
 * vocabulary has, and independently of them the chat format of the first row whose chat tokens it has.
 *
 * The blanks around CodeLlama's FIM tokens are part of the pieces. llama.cpp and node-llama-cpp lack
 * Codestral's.
 */
export const promptFamilies: readonly PromptFamily[] = [
  {
    name: 'codestral',
    fim: { suffix: '[SUFFIX]', prefix: '[PREFIX]' },
    contextStyle: 'codestral',
  },
  {
    name: 'qwen',
    fim: { prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>' },
  },
  {
    name: 'starcoder',
    fim: { prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>' },
  },
  {
    name: 'stable-code',
    fim: { prefix: '<fim-prefix>', suffix: '<fim-suffix>', middle: '<fim-middle>' },
  },
  { name: 'codellama', fim: { prefix: '▁<PRE>', suffix: '▁<SUF>', middle: '▁<MID>' } },
  {
    name: 'deepseek',
    fim: { prefix: '<｜fim▁begin｜>', suffix: '<｜fim▁hole｜>', middle: '<｜fim▁end｜>' },
  },
  {
    // Mistral 7B Instruct v0.3 and Codestral (mistral-common).
    name: 'mistral',
    chat: {
      name: 'mistral-v3',
      controlTokens: ['[INST]', '[/INST]'],
      renderQuestion: (text) => [
        { kind: 'control', name: '[INST]' },
        { kind: 'text', text },
        { kind: 'control', name: '[/INST]' },
      ],
      renderAnswer: (text) => [{ kind: 'text', text: text.trimEnd() }],
      answerEnd: [{ kind: 'endOfText' }],
    },
  },
];

/** Family of the models that no row of `promptFamilies` applies to. */
export const plainFamily = {
  name: 'plain',
  contextStyle: 'comment',
  // Format of Mistral 7B Instruct v0.1 and v0.2 (mistral-common): it needs no control tokens.
  chat: {
    name: 'mistral-v1',
    controlTokens: [],
    renderQuestion: (text) => [{ kind: 'text', text: `[INST] ${text} [/INST]` }],
    renderAnswer: (text) => [{ kind: 'text', text }],
    answerEnd: [{ kind: 'endOfText' }],
  },
} as const satisfies PromptFamily;
