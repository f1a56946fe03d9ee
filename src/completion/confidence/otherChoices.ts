import type { AllowedToken } from '../healing/textConstraint.ts';
import type { WrittenToken } from './confidence.ts';

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
  tokens: readonly WrittenToken[],
): number | undefined {
  const start = text.search(/\S/);
  const lineEnd = start < 0 ? -1 : text.indexOf('\n', start);
  let least: number | undefined;
  for (const [index, { probability, end }] of tokens.entries()) {
    // Tokens before the cursor were given, not sampled.
    if (end <= 0) continue;
    if (least === undefined || probability < (tokens[least]?.probability ?? 0)) least = index;
    if (end >= (lineEnd < 0 ? text.length : lineEnd)) break;
  }
  return least;
}

/** Conditions for alternatives to a sampled token. */
export interface Choosing {
  /** The token that was sampled, which is no alternative. */
  readonly than: number | undefined;
  /** Probability that one of the allowed tokens follows, 0 to 1. */
  readonly allowed: number;
  /** Maximum number of alternatives. */
  readonly count: number;
  readonly mayChoose: (token: number) => boolean;
}

/**
 * Returns the likeliest tokens other than the one that was sampled.
 *
 * @param probabilities of all tokens, by token.
 * @returns the likeliest first.
 */
export function otherChoices(
  probabilities: ArrayLike<number>,
  { than, allowed, count, mayChoose }: Choosing,
): AllowedToken[] {
  const least = minProbability * allowed;
  return Array.from(probabilities, (probability, token) => ({ token, probability }))
    .filter(
      ({ token, probability }) =>
        probability > 0 && probability >= least && token !== than && mayChoose(token),
    )
    .toSorted((one, other) => other.probability - one.probability)
    .slice(0, count)
    .map(({ token, probability }) => ({ token, probability: probability / allowed, allowed }));
}
