import type { Token, TokenSequence } from '../../src/engine/ports.ts';

/** The probability of each token of the vocabulary, by token. */
export type Distribution = Float64Array;

/**
 * The distributions behind the last cached token and behind each of some tokens that follow it.
 * Evaluates the last token again; the sequence holds afterwards what it held before.
 */
export async function distributionsBehind(
  sequence: TokenSequence,
  following: readonly Token[] = [],
): Promise<[Distribution, ...Distribution[]]> {
  const held = sequence.tokens.length;
  const last = sequence.tokens.at(-1);
  if (last === undefined) throw new RangeError('There must be a token.');
  await sequence.keep(held - 1);
  const first = distributionOf(await sequence.nextProbabilities(last, 'all'));
  const others: Distribution[] = [];
  for (const token of following) {
    others.push(distributionOf(await sequence.nextProbabilities(token, 'all')));
  }
  await sequence.keep(held);
  return [first, ...others];
}

/** @param probabilities of all tokens of the vocabulary. */
export function distributionOf(probabilities: ArrayLike<number>): Distribution {
  const distribution = Float64Array.from(probabilities);
  const sum = distribution.reduce((total, share) => total + share, 0);
  // llama.cpp adds them up in single precision, which is off by some 1e-4.
  return distribution.map((share) => share / sum);
}

/** No probability is taken for smaller: single precision ends there. */
const smallest = 1e-30;

/** How much `actual` differs from `expected`, in bits: the Kullback-Leibler divergence. */
export function divergenceOf(expected: Distribution, actual: Distribution): number {
  let bits = 0;
  expected.forEach((share, token) => {
    if (share > 0) bits += share * Math.log2(share / Math.max(smallest, actual[token] ?? 0));
  });
  // Rounding can make the divergence of equal ones negative.
  return Math.max(0, bits);
}

/** The token of the highest probability. */
export function likeliestOf(distribution: Distribution): Token {
  return distribution.reduce(
    (best, share, token) => (share > (distribution[best] ?? 0) ? token : best),
    0,
  );
}
