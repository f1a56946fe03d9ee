/**
 * Infill (FIM) format of a model: control tokens around the text after the cursor, then the text before
 * it, which the model continues. Nothing follows the cursor in a prompt, so typing only appends and no
 * cell is left that was evaluated for another cursor (SPM order, arXiv:2207.14255, section 3).
 */
export interface InfillFormat {
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

/** FIM tokens of a family, as its vocabulary spells them. */
export interface FimTokens {
  readonly prefix: string;
  readonly suffix: string;
  /** Absent for models that were trained with the suffix first. */
  readonly middle?: string;
}

/**
 * Creates the infill format of a model.
 *
 * A model trained on prefix, suffix, middle is given an empty prefix, the suffix, and the text before the
 * cursor as the beginning of the middle. It was trained on such prompts, because a document may be cut
 * anywhere. It is StarCoder's and CodeLlama's own SPM order. Measured with Qwen2.5-Coder 0.5B against
 * prefix, suffix, middle: docs/cache.md.
 *
 * @param findControlToken returns the token of a piece of the vocabulary, where it is a control token.
 * @returns undefined when the vocabulary lacks one of the FIM tokens.
 */
export function createInfillFormat(
  fim: FimTokens,
  findControlToken: (piece: string) => number | undefined,
): InfillFormat | undefined {
  const [prefix, suffix] = [findControlToken(fim.prefix), findControlToken(fim.suffix)];
  if (prefix === undefined || suffix === undefined) return undefined;
  if (fim.middle === undefined) {
    return { beforeSuffix: [suffix], beforePrefix: [prefix], isContextFirst: false };
  }
  const middle = findControlToken(fim.middle);
  if (middle === undefined) return undefined;
  return { beforeSuffix: [prefix, suffix], beforePrefix: [middle], isContextFirst: true };
}
