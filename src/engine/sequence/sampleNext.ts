import type { TextConstraint } from '../../completion/healing/textConstraint.ts';
import type { SampledToken, Token, TokenSequence } from '../backend/languageModel.ts';

/**
 * Evaluates a token and samples the likeliest one that a constraint allows after it.
 *
 * @param constraint constraint that isn't met yet; it takes the sampled token.
 * @param onProbabilities receives the probabilities of all tokens, by token.
 */
export async function sampleConstrained(
  sequence: TokenSequence,
  token: Token,
  constraint: TextConstraint,
  onProbabilities: (probabilities: Float32Array) => void,
): Promise<SampledToken> {
  const likely = await sequence.nextProbabilities(token, 'likely');
  let probabilities = likely;
  let sampled = choiceOf(constraint, likely);
  if (sampled === undefined) {
    // The typed text is unlikely, so the token is chosen from all.
    await sequence.keep(sequence.tokens.length - 1);
    probabilities = await sequence.nextProbabilities(token, 'all');
    sampled = constraint.likeliest(probabilities);
  }
  // The healed prefix was made of tokens of the same vocabulary.
  if (sampled === undefined) throw new Error('The vocabulary has no token for the text to go on.');
  onProbabilities(probabilities);
  constraint.take(sampled.token);
  return sampled;
}

/**
 * Evaluates a token and samples the likeliest one after it.
 *
 * @param onProbabilities receives the probabilities of all tokens, by token.
 */
export async function sampleFreely(
  sequence: TokenSequence,
  token: Token,
  onProbabilities: (probabilities: Float32Array) => void,
): Promise<SampledToken> {
  const probabilities = await sequence.nextProbabilities(token, 'likely');
  onProbabilities(probabilities);
  const likeliest = likeliestOf(probabilities);
  return { token: likeliest, probability: probabilities[likeliest] ?? 0, allowed: 1 };
}

/**
 * Returns the likeliest token that a constraint allows; undefined if none of them has a probability.
 */
export function choiceOf(
  constraint: TextConstraint,
  probabilities: Float32Array,
): SampledToken | undefined {
  const choice = constraint.likeliest(probabilities);
  return choice !== undefined && choice.allowed > 0 ? choice : undefined;
}

/** Returns the likeliest of all tokens. */
export function likeliestOf(probabilities: Float32Array): Token {
  let likeliest = 0;
  for (let token = 1; token < probabilities.length; token++) {
    if ((probabilities[token] ?? 0) > (probabilities[likeliest] ?? 0)) likeliest = token;
  }
  return likeliest;
}
