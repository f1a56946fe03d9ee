import type { TextConstraint } from '../../completion/healing/textConstraint.ts';
import type { DrawnToken, Token, TokenSequence } from '../ports.ts';

/**
 * Evaluates a token and draws the likeliest one that a constraint allows behind it.
 *
 * @param constraint not met yet; it takes the token.
 * @param onProbabilities hears of the probabilities of all tokens, by token.
 */
export async function drawConstrained(
  sequence: TokenSequence,
  token: Token,
  constraint: TextConstraint,
  onProbabilities: (probabilities: Float32Array) => void,
): Promise<DrawnToken> {
  const probabilities = await sequence.nextProbabilities(token);
  onProbabilities(probabilities);
  return chosen(constraint, probabilities);
}

/**
 * Evaluates a token and draws the likeliest one behind it.
 *
 * @param onProbabilities hears of the probabilities of all tokens, by token.
 */
export async function drawFreely(
  sequence: TokenSequence,
  token: Token,
  onProbabilities: (probabilities: Float32Array) => void,
): Promise<DrawnToken> {
  const probabilities = await sequence.nextProbabilities(token);
  onProbabilities(probabilities);
  let likeliest = 0;
  for (let other = 1; other < probabilities.length; other++) {
    if ((probabilities[other] ?? 0) > (probabilities[likeliest] ?? 0)) likeliest = other;
  }
  return { token: likeliest, probability: probabilities[likeliest] ?? 0, allowed: 1 };
}

/** The likeliest token that a constraint allows; the constraint takes it. */
export function chosen(constraint: TextConstraint, probabilities: Float32Array): DrawnToken {
  const drawn = constraint.likeliest(probabilities);
  // What was held back was made of tokens of the same vocabulary.
  if (drawn === undefined) throw new Error('The vocabulary has no token for the text to go on.');
  constraint.take(drawn.token);
  return drawn;
}
