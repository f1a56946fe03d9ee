/**
 * Infill (FIM) format of a model: control tokens around the text after the cursor, then the text before
 * it, which the model continues. Nothing follows the cursor in a prompt, so typing only appends and no
 * cell is left that was evaluated for another cursor (SPM order, arXiv:2207.14255, section 3).
 */
export interface InfillFormat {
  readonly name: InfillName;
  /** Tokens before the text after the cursor. */
  readonly beforeSuffix: readonly number[];
  /** Tokens between that and the text before the cursor. */
  readonly beforePrefix: readonly number[];
  /**
   * True where the context from other files comes before all FIM tokens, as in the repository formats;
   * else it comes at the beginning of the prefix.
   */
  readonly isContextFirst: boolean;
}

export type InfillName =
  'codestral' | 'codellama' | 'qwen' | 'starcoder' | 'deepseek' | 'stable-code';

interface Family {
  readonly name: InfillName;
  readonly prefix: string;
  readonly suffix: string;
  /** Absent for Codestral, which was trained with the suffix first. */
  readonly middle?: string;
}

/**
 * FIM tokens of the families that have them, as their vocabularies spell them. The blanks around
 * CodeLlama's are part of the pieces. llama.cpp and node-llama-cpp lack Codestral's.
 */
const families: readonly Family[] = [
  { name: 'codestral', suffix: '[SUFFIX]', prefix: '[PREFIX]' },
  { name: 'qwen', prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>' },
  { name: 'starcoder', prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>' },
  { name: 'stable-code', prefix: '<fim-prefix>', suffix: '<fim-suffix>', middle: '<fim-middle>' },
  { name: 'codellama', prefix: '▁<PRE>', suffix: '▁<SUF>', middle: '▁<MID>' },
  {
    name: 'deepseek',
    prefix: '<｜fim▁begin｜>',
    suffix: '<｜fim▁hole｜>',
    middle: '<｜fim▁end｜>',
  },
];

/**
 * Finds the infill format of a model.
 *
 * A model trained on prefix, suffix, middle is given an empty prefix, the suffix, and the text before the
 * cursor as the beginning of the middle. It was trained on such prompts, because a document may be cut
 * anywhere. It is StarCoder's and CodeLlama's own SPM order. Measured with Qwen2.5-Coder 0.5B against
 * prefix, suffix, middle: docs/cache.md.
 *
 * @param findControlToken returns the token of a piece of the vocabulary, where it is a control token.
 * @returns undefined for models that were not trained to infill.
 */
export function findInfillFormat(
  findControlToken: (piece: string) => number | undefined,
): InfillFormat | undefined {
  for (const family of families) {
    const [prefix, suffix] = [findControlToken(family.prefix), findControlToken(family.suffix)];
    if (prefix === undefined || suffix === undefined) continue;
    const { name } = family;
    if (family.middle === undefined) {
      return { name, beforeSuffix: [suffix], beforePrefix: [prefix], isContextFirst: false };
    }
    const middle = findControlToken(family.middle);
    if (middle === undefined) continue;
    return { name, beforeSuffix: [prefix, suffix], beforePrefix: [middle], isContextFirst: true };
  }
  return undefined;
}
