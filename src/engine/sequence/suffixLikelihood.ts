import type { GeneratedToken } from '../../completion/confidence/confidence.ts';
import { scoreSuffix, type SuffixStep } from '../../completion/confidence/scoreSuffix.ts';
import type { Token, TokenSequence, Vocabulary } from '../backend/languageModel.ts';
import { splitIntoSlices } from './slices.ts';

/** Maximum number of suffix tokens that are compared. */
const maxComparedTokens = 12;

/** Length of a suffix text that certainly holds so many tokens, in UTF-16 code units. */
const maxComparedLength = 120;

/** Returns the first tokens of the text after the cursor; none if it is blank. */
export function tokenizeSuffix(suffix: string, vocabulary: Vocabulary): readonly Token[] {
  if (suffix.trim() === '') return [];
  return vocabulary
    .tokenizeContinuation(suffix.slice(0, maxComparedLength))
    .slice(0, maxComparedTokens);
}

/**
 * Counts the generated tokens that a text consists of.
 *
 * @param length length of the text, in UTF-16 code units; if filters made it longer, all tokens
 *   count.
 */
export function countTokensUpTo(textTokens: readonly GeneratedToken[], length: number): number {
  const last = textTokens.findIndex(({ end }) => end >= length);
  return last < 0 ? textTokens.length : last + 1;
}

/**
 * Measures how well a suffix follows the tokens of a sequence and some tokens after them; see
 * `suffixScore`. The sequence then holds them, too, and most of the suffix.
 *
 * @param before at least one token, not evaluated yet.
 */
export async function computeSuffixLikelihood(
  sequence: TokenSequence,
  before: readonly Token[],
  suffix: readonly Token[],
): Promise<number> {
  await evaluateInSlices(sequence, before.slice(0, -1));
  const inputTokens = [...before.slice(-1), ...suffix.slice(0, -1)];
  const steps: SuffixStep[] = [];
  for (const slice of splitIntoSlices(sequence, inputTokens)) {
    for (const { token, probability } of await sequence.sampleAfterEach(slice)) {
      steps.push({ expectedToken: suffix[steps.length] ?? -1, likeliestToken: token, probability });
    }
  }
  return scoreSuffix(steps);
}

export async function evaluateInSlices(
  sequence: TokenSequence,
  tokens: readonly Token[],
): Promise<void> {
  for (const slice of splitIntoSlices(sequence, tokens)) await sequence.evaluate(slice);
}
