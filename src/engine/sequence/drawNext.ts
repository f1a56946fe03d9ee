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
  const likely = await sequence.nextProbabilities(token, 'likely');
  if (allows(constraint, likely)) {
    onProbabilities(likely);
    return chosen(constraint, likely);
  }
  // What the person typed is unlikely: then it is chosen from all.
  await sequence.keep(sequence.tokens.length - 1);
  const all = await sequence.nextProbabilities(token, 'all');
  onProbabilities(all);
  return chosen(constraint, all);
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
  const probabilities = await sequence.nextProbabilities(token, 'likely');
  onProbabilities(probabilities);
  let likeliest = 0;
  for (let other = 1; other < probabilities.length; other++) {
    if ((probabilities[other] ?? 0) > (probabilities[likeliest] ?? 0)) likeliest = other;
  }
  return { token: likeliest, probability: probabilities[likeliest] ?? 0, allowed: 1 };
}

/** Whether one of the tokens that a constraint allows has a probability. */
export function allows(constraint: TextConstraint, probabilities: Float32Array): boolean {
  return (constraint.likeliest(probabilities)?.allowed ?? 0) > 0;
}

/** The likeliest token that a constraint allows; the constraint takes it. */
export function chosen(constraint: TextConstraint, probabilities: Float32Array): DrawnToken {
  const drawn = constraint.likeliest(probabilities);
  // What was held back was made of tokens of the same vocabulary.
  if (drawn === undefined) throw new Error('The vocabulary has no token for the text to go on.');
  constraint.take(drawn.token);
  return drawn;
}
