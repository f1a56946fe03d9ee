/** Prediction of the model at a token of the suffix. */
export interface SuffixStep {
  /** Token of the suffix. */
  readonly expectedToken: number;
  /** Likeliest token; `probability` is its probability. */
  readonly likeliestToken: number;
  readonly probability: number;
}

/** Penalty for a token of the suffix that is not the likeliest one, in nats. */
const missPenalty = 1;

/**
 * Scores how well a text joins the text after the cursor: the log-likelihood of the suffix after it, as a
 * mean over the suffix's first tokens, in nats; 0 is best. Infilling chosen by the suffix's likelihood
 * closes a third of the gap to a model that was trained for it (InCoder, arXiv:2204.05999).
 *
 * Only the likeliest token's probability is available. Where that is another token, the wanted token has
 * at most the remaining probability, which bounds its likelihood from above.
 */
export function scoreSuffix(steps: readonly SuffixStep[]): number {
  if (steps.length === 0) return 0;
  const sum = steps.reduce((total, { expectedToken, likeliestToken, probability }) => {
    const isExpected = expectedToken === likeliestToken;
    const share = isExpected ? probability : 1 - probability;
    return total + Math.log(Math.max(share, 1e-6)) - (isExpected ? 0 : missPenalty);
  }, 0);
  return sum / steps.length;
}
