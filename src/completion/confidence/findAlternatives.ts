import type { AllowedToken } from '../healing/textConstraint.ts';
import type { GeneratedToken } from './confidence.ts';

/** Minimum probability of an alternative, among the allowed tokens. */
const minProbability = 0.01;

/**
 * Finds the token of a text's first line that has the lowest probability.
 *
 * @param text from the cursor on.
 * @returns its index; undefined for a text of no tokens.
 */
export function findLeastCertainToken(
  text: string,
  tokens: readonly GeneratedToken[],
): number | undefined {
  const start = text.search(/\S/);
  const lineEnd = start < 0 ? -1 : text.indexOf('\n', start);
  let minIndex: number | undefined;
  for (const [index, { probability, end }] of tokens.entries()) {
    // Tokens before the cursor were given, not sampled.
    if (end <= 0) continue;
    if (minIndex === undefined || probability < (tokens[minIndex]?.probability ?? 0))
      minIndex = index;
    if (end >= (lineEnd < 0 ? text.length : lineEnd)) break;
  }
  return minIndex;
}

/** Conditions for alternatives to a sampled token. */
export interface AlternativeOptions {
  /** The token that was sampled, which is no alternative. */
  readonly sampledToken: number | undefined;
  /** Probability that one of the allowed tokens follows, 0 to 1. */
  readonly allowedProbability: number;
  /** Maximum number of alternatives. */
  readonly maxCount: number;
  readonly mayChoose: (token: number) => boolean;
}

/**
 * Returns the likeliest tokens other than the one that was sampled.
 *
 * @param probabilities of all tokens, by token.
 * @returns the likeliest first.
 */
export function findAlternatives(
  probabilities: ArrayLike<number>,
  { sampledToken, allowedProbability, maxCount, mayChoose }: AlternativeOptions,
): AllowedToken[] {
  const threshold = minProbability * allowedProbability;
  return Array.from(probabilities, (probability, token) => ({ token, probability }))
    .filter(
      ({ token, probability }) =>
        probability > 0 && probability >= threshold && token !== sampledToken && mayChoose(token),
    )
    .toSorted((one, other) => other.probability - one.probability)
    .slice(0, maxCount)
    .map(({ token, probability }) => ({
      token,
      probability: probability / allowedProbability,
      allowedProbability,
    }));
}
