import type { WrittenToken } from '../../completion/confidence/confidence.ts';
import { suffixScore, type SuffixStep } from '../../completion/confidence/suffixScore.ts';
import type { Token, TokenSequence, Vocabulary } from '../backend/languageModel.ts';
import { slicesFor } from './slices.ts';

/** Maximum number of suffix tokens that are compared. */
const comparedTokens = 12;

/** Length of a suffix text that certainly holds so many tokens, in UTF-16 code units. */
const comparedText = 120;

/** Returns the first tokens of the text after the cursor; none if it is blank. */
export function suffixTokensOf(suffix: string, vocabulary: Vocabulary): readonly Token[] {
  if (suffix.trim() === '') return [];
  return vocabulary.tokenizeContinuation(suffix.slice(0, comparedText)).slice(0, comparedTokens);
}

/**
 * Counts the generated tokens that a text consists of.
 *
 * @param length length of the text, in UTF-16 code units; if filters made it longer, all tokens
 *   count.
 */
export function tokensUpTo(written: readonly WrittenToken[], length: number): number {
  const last = written.findIndex(({ end }) => end >= length);
  return last < 0 ? written.length : last + 1;
}

/**
 * Measures how well a suffix follows the tokens of a sequence and some tokens after them; see
 * `suffixScore`. The sequence then holds them, too, and most of the suffix.
 *
 * @param before at least one token, not evaluated yet.
 */
export async function suffixLikelihood(
  sequence: TokenSequence,
  before: readonly Token[],
  suffix: readonly Token[],
): Promise<number> {
  await evaluateInSlices(sequence, before.slice(0, -1));
  const behind = [...before.slice(-1), ...suffix.slice(0, -1)];
  const steps: SuffixStep[] = [];
  for (const slice of slicesFor(sequence, behind)) {
    for (const { token, probability } of await sequence.nextOfEach(slice)) {
      steps.push({ wanted: suffix[steps.length] ?? -1, likeliest: token, probability });
    }
  }
  return suffixScore(steps);
}

export async function evaluateInSlices(
  sequence: TokenSequence,
  tokens: readonly Token[],
): Promise<void> {
  for (const slice of slicesFor(sequence, tokens)) await sequence.evaluate(slice);
}
