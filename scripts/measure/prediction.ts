import type { Token, TokenSequence, Vocabulary } from '../../src/engine/ports.ts';
import {
  distributionsBehind,
  divergenceOf,
  likeliestOf,
  type Distribution,
} from './distribution.ts';

/** What a model makes of what its cache holds. */
export interface Prediction {
  /** Behind the cached tokens, and behind each of the tokens that really follow but the last. */
  readonly distributions: readonly [Distribution, ...Distribution[]];
  /** The first line with something on it that greedy decoding goes on with. */
  readonly line: string;
}

/** How a prediction differs from the one that counts as right. */
export interface Difference {
  /** Divergence at each place, in bits. */
  readonly bits: readonly number[];
  /** At how many of the places the likeliest token is the same. */
  readonly sameTokens: number;
  readonly sameLine: boolean;
  /** How much less likely the tokens that really follow have become, each in bits. */
  readonly addedLoss: readonly number[];
}

/** Greedy decoding ends after so many tokens, if not at a line's end. */
const mostTokens = 16;

/** Predicts what follows. The sequence holds afterwards what it held before. */
export async function predict(
  sequence: TokenSequence,
  vocabulary: Vocabulary,
  following: readonly Token[],
): Promise<Prediction> {
  const distributions = await distributionsBehind(sequence, following.slice(0, -1));
  const held = sequence.tokens.length;
  const context = sequence.tokens.slice(-4);
  let last = sequence.tokens.at(-1) ?? 0;
  await sequence.keep(held - 1);
  const drawn: Token[] = [];
  let text = '';
  while (drawn.length < mostTokens && !/\S.*\n/.test(text)) {
    last = (await sequence.next(last, { temperature: 0 })).token;
    if (vocabulary.endsGeneration(last)) break;
    drawn.push(last);
    text = vocabulary.detokenize(drawn, context);
  }
  // The last token was evaluated before the first draw.
  await sequence.keep(held);
  return { distributions, line: /^\s*.*/.exec(text)?.[0] ?? '' };
}

/** @param following the tokens that really follow, as many as there are distributions. */
export function differenceOf(
  expected: Prediction,
  actual: Prediction,
  following: readonly Token[],
): Difference {
  const pairs = expected.distributions.map(
    (one, place) => [one, actual.distributions[place] ?? one] as const,
  );
  return {
    bits: pairs.map(([one, other]) => divergenceOf(one, other)),
    sameTokens: pairs.filter(([one, other]) => likeliestOf(one) === likeliestOf(other)).length,
    sameLine: expected.line === actual.line,
    addedLoss: pairs.map(([one, other], place) => {
      const token = following[place] ?? 0;
      return Math.log2((one[token] ?? 0) + 1e-12) - Math.log2((other[token] ?? 0) + 1e-12);
    }),
  };
}
