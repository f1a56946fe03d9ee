/** What the model would have sampled in the place of a token of the suffix. */
export interface SuffixStep {
  /** The token that stands there. */
  readonly wanted: number;
  /** The likeliest token, and its probability. */
  readonly likeliest: number;
  readonly probability: number;
}

/** What it takes off when the model would not have gone on with the suffix, in nats. */
const missed = 1;

/**
 * How well a text joins what stands behind it: how likely the model finds the suffix after it, as a
 * mean over its first tokens, in nats; 0 is best. Infilling chosen by the suffix's likelihood closes
 * a third of the gap to a model that was trained for it (InCoder, arXiv:2204.05999).
 *
 * Only the likeliest token's probability is at hand. Where that is another one, the wanted token has
 * at most what is left, which bounds its likelihood from above.
 */
export function suffixScore(steps: readonly SuffixStep[]): number {
  if (steps.length === 0) return 0;
  const sum = steps.reduce((total, { wanted, likeliest, probability }) => {
    const isHit = wanted === likeliest;
    const share = isHit ? probability : 1 - probability;
    return total + Math.log(Math.max(share, 1e-6)) - (isHit ? 0 : missed);
  }, 0);
  return sum / steps.length;
}
