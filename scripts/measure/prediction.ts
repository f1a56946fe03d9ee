import type { Token, TokenSequence, Vocabulary } from '../../src/engine/backend/languageModel.ts';
import {
  findLikeliest,
  measureDistributions,
  measureDivergence,
  type Distribution,
} from './distribution.ts';

/** A model's prediction of the text after the cached tokens. */
export interface Prediction {
  /** Distributions after the cached tokens, and after each token of the following text but the last. */
  readonly distributions: readonly [Distribution, ...Distribution[]];
  /** The first line of greedy decoding that isn't blank. */
  readonly line: string;
}

/** Difference of a prediction from the exact one. */
export interface Difference {
  /** Divergence at each position, in bits. */
  readonly bits: readonly number[];
  /** Positions at which the likeliest token is the same. */
  readonly sameTokens: number;
  readonly sameLine: boolean;
  /** Bits by which each token of the text that follows has become less likely. */
  readonly addedLoss: readonly number[];
}

/** Greedy decoding ends after so many tokens, unless the line ends before. */
const maxLineTokens = 16;

/** Predicts the text after the cached tokens. Afterwards the sequence holds what it held before. */
export async function predict(
  sequence: TokenSequence,
  vocabulary: Vocabulary,
  following: readonly Token[],
): Promise<Prediction> {
  const distributions = await measureDistributions(sequence, following.slice(0, -1));
  const cachedCount = sequence.tokens.length;
  const context = sequence.tokens.slice(-4);
  let last = sequence.tokens.at(-1) ?? 0;
  await sequence.truncate(cachedCount - 1);
  const sampled: Token[] = [];
  let text = '';
  while (sampled.length < maxLineTokens && !/\S.*\n/.test(text)) {
    last = (await sequence.sampleNext(last, { temperature: 0 })).token;
    if (vocabulary.isEndOfGeneration(last)) break;
    sampled.push(last);
    text = vocabulary.detokenize(sampled, context);
  }
  // The last token was evaluated before the first one was sampled.
  await sequence.truncate(cachedCount);
  return { distributions, line: /^\s*.*/.exec(text)?.[0] ?? '' };
}

/** @param following tokens of the text that follows, as many as there are distributions. */
export function comparePredictions(
  expected: Prediction,
  actual: Prediction,
  following: readonly Token[],
): Difference {
  const pairs = expected.distributions.map(
    (one, position) => [one, actual.distributions[position] ?? one] as const,
  );
  return {
    bits: pairs.map(([one, other]) => measureDivergence(one, other)),
    sameTokens: pairs.filter(([one, other]) => findLikeliest(one) === findLikeliest(other)).length,
    sameLine: expected.line === actual.line,
    addedLoss: pairs.map(([one, other], position) => {
      const token = following[position] ?? 0;
      return Math.log2((one[token] ?? 0) + 1e-12) - Math.log2((other[token] ?? 0) + 1e-12);
    }),
  };
}
