import type { PromptFormat } from '../../src/completion/promptFormat/promptFormat.ts';
import type { Token, TokenSequence, Vocabulary } from '../../src/engine/backend/languageModel.ts';
import type { Difference } from './prediction.ts';
import type { Random } from './random.ts';
import type { Sample } from './samples.ts';

/** Parts that all studies use. */
export interface Bench {
  readonly sequence: TokenSequence;
  readonly vocabulary: Vocabulary;
  readonly layout: PromptLayout;
  readonly random: Random;
}

/** Parts of a prompt. */
export interface PromptParts {
  readonly prefix: readonly Token[];
  /** Text after the cursor; a plain prompt doesn't include it. */
  readonly suffix: readonly Token[];
}

/** Order of a prompt's parts: the suffix, where there is one, comes before the prefix. */
export interface PromptLayout {
  /** Name of the model's prompt format. */
  readonly name: string;
  /** Tokens before the suffix, or before the prefix where there is no suffix. */
  readonly head: number;
  prompt(parts: PromptParts): Token[];
}

/** One comparison, with the labels of its case. */
export interface Observation {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly difference: Difference;
}

/** Tokens after a cursor that are compared one by one with the text. */
const comparedTokens = 3;
/** Tokens between the prefix and the suffix: the text to infill. */
const missingTokens = 24;
/** Tokens of a prefix, a suffix. */
export const prefixTokens = 640;
export const suffixTokens = 128;

/** Returns the parts of a prompt for the cursor of a sample. */
export function cutParts({ text, cursor }: Sample, prefix = prefixTokens): PromptParts {
  const suffixStart = cursor + missingTokens;
  return {
    prefix: text.slice(cursor - prefix, cursor),
    suffix: text.slice(suffixStart, suffixStart + suffixTokens),
  };
}

/** Returns the tokens after the cursor that are compared at a sample. */
export function cutFollowing({ text, cursor }: Sample): readonly Token[] {
  return text.slice(cursor, cursor + comparedTokens);
}

/** Creates the layout of a model's prompts: that of completions, or a plain one without FIM tokens. */
export function createPromptLayout({ name, beginOfText, infill }: PromptFormat): PromptLayout {
  if (infill === undefined) {
    // The first token stays when those after it are evicted.
    const [first = 0] = beginOfText;
    return { name, head: 1, prompt: ({ prefix }) => [first, ...prefix] };
  }
  const { beforeSuffix, beforePrefix } = infill;
  const head = [...beginOfText, ...beforeSuffix];
  return {
    name,
    head: head.length,
    prompt: ({ prefix, suffix }) => [...head, ...suffix, ...beforePrefix, ...prefix],
  };
}
