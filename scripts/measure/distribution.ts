import type { Token, TokenSequence } from '../../src/engine/backend/languageModel.ts';

/** The probability of each token of the vocabulary, by token. */
export type Distribution = Float64Array;

/**
 * Measures the distributions after the last cached token and after each of some tokens that follow
 * it. Evaluates the last token again; afterwards the sequence holds what it held before.
 */
export async function measureDistributions(
  sequence: TokenSequence,
  following: readonly Token[] = [],
): Promise<[Distribution, ...Distribution[]]> {
  const cachedCount = sequence.tokens.length;
  const last = sequence.tokens.at(-1);
  if (last === undefined) throw new RangeError('There must be a token.');
  await sequence.truncate(cachedCount - 1);
  const first = normalize(await sequence.computeNextProbabilities(last, 'all'));
  const others: Distribution[] = [];
  for (const token of following) {
    others.push(normalize(await sequence.computeNextProbabilities(token, 'all')));
  }
  await sequence.truncate(cachedCount);
  return [first, ...others];
}

/** Scales probabilities to a sum of 1. @param probabilities of all tokens of the vocabulary. */
export function normalize(probabilities: ArrayLike<number>): Distribution {
  const distribution = Float64Array.from(probabilities);
  const sum = distribution.reduce((total, share) => total + share, 0);
  // llama.cpp adds them up in single precision, which is off by some 1e-4.
  return distribution.map((share) => share / sum);
}

/** No probability counts as smaller: single precision ends there. */
const minProbability = 1e-30;

/** Measures how much `actual` differs from `expected`: the Kullback-Leibler divergence in bits. */
export function measureDivergence(expected: Distribution, actual: Distribution): number {
  let bits = 0;
  expected.forEach((share, token) => {
    if (share > 0) {
      bits += share * Math.log2(share / Math.max(minProbability, actual[token] ?? 0));
    }
  });
  // Rounding can make the divergence of equal ones negative.
  return Math.max(0, bits);
}

/** Finds the token of the highest probability. */
export function findLikeliest(distribution: Distribution): Token {
  return distribution.reduce(
    (best, share, token) => (share > (distribution[best] ?? 0) ? token : best),
    0,
  );
}
