/** Token of a generated text. */
export interface GeneratedToken {
  /** Probability among the tokens that were allowed, 0 to 1. */
  readonly probability: number;
  /** Probability that one of the allowed tokens follows; 1 where all tokens were allowed. */
  readonly allowedProbability: number;
  /** End of its text, in UTF-16 code units from the cursor; 0 for a token before the cursor. */
  readonly end: number;
}

/** Confidence of a model in a generated text, 0 to 1. */
export interface Confidence {
  /** Mean of the first tokens, at most `firstTokens`. */
  readonly first: number;
  /** Mean of the first line that is not blank. */
  readonly line: number;
}

/** Number of tokens that decide whether a text begins well. */
const firstTokens = 3;

/**
 * Returns the model's confidence as geometric means of the token probabilities, which, unlike their
 * product, don't fall with the length of the text.
 *
 * @param text of the tokens, from the cursor on.
 * @returns undefined for a text of no tokens.
 */
export function computeConfidence(
  text: string,
  tokens: readonly GeneratedToken[],
): Confidence | undefined {
  const start = text.search(/\S/);
  const lineEnd = start < 0 ? text.length : findLineEnd(text, start);
  const lineTokens = tokens.filter((_, index) => (tokens[index - 1]?.end ?? 0) < lineEnd);
  if (lineTokens.length === 0) return undefined;
  return {
    first: computeGeometricMean(lineTokens.slice(0, firstTokens)),
    line: computeGeometricMean(lineTokens),
  };
}

function findLineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function computeGeometricMean(tokens: readonly GeneratedToken[]): number {
  const sum = tokens.reduce(
    (total, { probability }) => total + Math.log(Math.max(probability, 1e-9)),
    0,
  );
  return Math.exp(sum / tokens.length);
}
