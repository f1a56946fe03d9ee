import type { Token, TokenSequence, Vocabulary } from '../../src/engine/ports.ts';
import type { Difference } from './prediction.ts';
import type { Random } from './random.ts';
import type { Sample } from './samples.ts';

/** What a study measures with. */
export interface Bench {
  readonly sequence: TokenSequence;
  readonly vocabulary: Vocabulary;
  readonly layout: Layout;
  readonly random: Random;
}

/** Parts of a prompt. */
export interface PromptParts {
  readonly prefix: readonly Token[];
  /** What stands behind the cursor; a plain prompt doesn't show it. */
  readonly suffix: readonly Token[];
}

/** The order of a prompt's parts. */
export interface Layout {
  readonly name: 'plain' | 'fill-in';
  /** Tokens in front of the suffix, or of the prefix where there is none. */
  readonly head: number;
  prompt(parts: PromptParts): Token[];
}

/** One comparison, with what it is about. */
export interface Observation {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly difference: Difference;
}

/** Tokens that really follow a cursor and are compared one by one. */
const comparedTokens = 3;
/** Tokens between the prefix and the suffix: what is to be filled in. */
const missingTokens = 24;
/** Tokens of a prefix, a suffix. */
export const prefixTokens = 640;
export const suffixTokens = 128;

/** What a prompt before the cursor of a sample is made of. */
export function partsAt({ text, cursor }: Sample, prefix = prefixTokens): PromptParts {
  const suffixStart = cursor + missingTokens;
  return {
    prefix: text.slice(cursor - prefix, cursor),
    suffix: text.slice(suffixStart, suffixStart + suffixTokens),
  };
}

/** The tokens that are compared at a sample. */
export function followingAt({ text, cursor }: Sample): readonly Token[] {
  return text.slice(cursor, cursor + comparedTokens);
}

/** Fill-in prompts where the vocabulary has the control tokens, as in Codestral; else plain ones. */
export function layoutFor(vocabulary: Vocabulary): Layout {
  const first = vocabulary.beginOfText ?? 0;
  const suffixMark = vocabulary.controlToken('[SUFFIX]');
  const prefixMark = vocabulary.controlToken('[PREFIX]');
  if (suffixMark === undefined || prefixMark === undefined) {
    return { name: 'plain', head: 1, prompt: ({ prefix }) => [first, ...prefix] };
  }
  return {
    name: 'fill-in',
    head: 2,
    prompt: ({ prefix, suffix }) => [first, suffixMark, ...suffix, prefixMark, ...prefix],
  };
}
