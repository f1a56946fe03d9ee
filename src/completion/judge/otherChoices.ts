import type { WrittenToken } from './confidence.ts';

/** A choice that is less likely is none, against all tokens. */
const leastProbability = 0.01;

/**
 * The token of a text's first line that the model was least certain of.
 *
 * @param text from the cursor on.
 * @returns its index; undefined for a text of no tokens.
 */
export function leastCertain(text: string, tokens: readonly WrittenToken[]): number | undefined {
  const start = text.search(/\S/);
  const lineEnd = start < 0 ? -1 : text.indexOf('\n', start);
  let least: number | undefined;
  for (const [index, { probability, end }] of tokens.entries()) {
    if (end <= 0) continue;
    if (least === undefined || probability < (tokens[least]?.probability ?? 0)) least = index;
    if (end >= (lineEnd < 0 ? text.length : lineEnd)) break;
  }
  return least;
}

/** What was chosen from, and how. */
export interface Choosing {
  /** The token that was drawn. */
  readonly than: number;
  /** Most choices. */
  readonly count: number;
  readonly mayChoose: (token: number) => boolean;
}

/**
 * The likeliest tokens besides the one that was drawn.
 *
 * @param probabilities of all tokens, by token.
 */
export function otherChoices(
  probabilities: ArrayLike<number>,
  { than, count, mayChoose }: Choosing,
): { readonly token: number; readonly probability: number; readonly allowed: number }[] {
  return Array.from(probabilities, (probability, token) => ({ token, probability, allowed: 1 }))
    .filter(
      ({ token, probability }) =>
        probability >= leastProbability && token !== than && mayChoose(token),
    )
    .sort((one, other) => other.probability - one.probability)
    .slice(0, count);
}
