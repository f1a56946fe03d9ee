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
  const likelyProbabilities = await sequence.computeNextProbabilities(token, 'likely');
  let probabilities = likelyProbabilities;
  let sampledToken = chooseToken(constraint, likelyProbabilities);
  if (sampledToken === undefined) {
    // The typed text is unlikely, so the token is chosen from all.
    await sequence.truncate(sequence.tokens.length - 1);
    probabilities = await sequence.computeNextProbabilities(token, 'all');
    sampledToken = constraint.findLikeliest(probabilities);
  }
  // The healed prefix was made of tokens of the same vocabulary.
  if (sampledToken === undefined)
    throw new Error('The vocabulary has no token for the text to go on.');
  onProbabilities(probabilities);
  constraint.accept(sampledToken.token);
  return sampledToken;
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
  const probabilities = await sequence.computeNextProbabilities(token, 'likely');
  onProbabilities(probabilities);
  const likeliestToken = findLikeliestToken(probabilities);
  return {
    token: likeliestToken,
    probability: probabilities[likeliestToken] ?? 0,
    allowedProbability: 1,
  };
}

/**
 * Returns the likeliest token that a constraint allows; undefined if none of them has a probability.
 */
export function chooseToken(
  constraint: TextConstraint,
  probabilities: Float32Array,
): SampledToken | undefined {
  const choice = constraint.findLikeliest(probabilities);
  return choice !== undefined && choice.allowedProbability > 0 ? choice : undefined;
}

/** Returns the likeliest of all tokens. */
export function findLikeliestToken(probabilities: Float32Array): Token {
  let likeliestToken = 0;
  for (let token = 1; token < probabilities.length; token++) {
    if ((probabilities[token] ?? 0) > (probabilities[likeliestToken] ?? 0)) likeliestToken = token;
  }
  return likeliestToken;
}
