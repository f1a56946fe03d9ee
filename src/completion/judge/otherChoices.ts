import type { AllowedToken } from '../healing/textConstraint.ts';
import type { WrittenToken } from './confidence.ts';

/** A choice that is less likely is none, among those that there were. */
const minProbability = 0.01;

/**
 * The token of a text's first line that the model was least certain of.
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
    // What stands before the cursor was given.
    if (end <= 0) continue;
    if (least === undefined || probability < (tokens[least]?.probability ?? 0)) least = index;
    if (end >= (lineEnd < 0 ? text.length : lineEnd)) break;
  }
  return least;
}

/** What was chosen from, and how. */
export interface Choosing {
  /** The token that was sampled, and is no choice. */
  readonly than: number | undefined;
  /** How likely the model found it that one of those followed that could be chosen, 0 to 1. */
  readonly allowed: number;
  /** Most choices. */
  readonly count: number;
  readonly mayChoose: (token: number) => boolean;
}

/**
 * The likeliest tokens besides the one that was sampled.
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
