import type { Stop } from '../generation/stopRules.ts';
import type { CompletionRule } from '../rules.ts';
import type { GeneratedToken } from './confidence.ts';
import { confidenceThresholds } from './confidenceThresholds.ts';

/** Confident prefix of a text. */
export interface ConfidentPrefix {
  /** Length up to the low-confidence tail, in UTF-16 code units; 0 for nothing. */
  readonly length: number;
  /** True where the first token is too unlikely: a reason to show nothing. */
  readonly isLowConfidence: boolean;
}

/**
 * Cuts off the low-confidence tail of a text. The text is kept up to where the product of its token
 * probabilities becomes too low, and never ends within a word there.
 *
 * @param text from the cursor on.
 */
export function findConfidentPrefix(
  text: string,
  tokens: readonly GeneratedToken[],
): ConfidentPrefix {
  const tokensAfterCursor = tokens.filter(({ end }) => end > 0);
  const isLowConfidence =
    (tokensAfterCursor[0]?.probability ?? 1) < confidenceThresholds.minFirstTokenProbability;
  let sequenceProbability = 1;
  let length = 0;
  for (const { probability, end } of tokensAfterCursor) {
    sequenceProbability *= probability;
    if (sequenceProbability < confidenceThresholds.minSequenceProbability) break;
    length = Math.min(end, text.length);
  }
  if (length === text.length) return { length, isLowConfidence };
  const keptLength = cutToWholeWords(text, length).trimEnd().length;
  return { length: keptLength < confidenceThresholds.minLength ? 0 : keptLength, isLowConfidence };
}

/** Returns a text up to a length, without a word that the cut would divide. */
function cutToWholeWords(text: string, length: number): string {
  const prefix = text.slice(0, length);
  return /^[\p{L}\p{N}_$]/u.test(text.slice(length))
    ? prefix.replace(/[\p{L}\p{N}_$]+$/u, '')
    : prefix;
}

/**
 * Returns a stop where a text that is being generated has become so unlikely that nothing further of it
 * would be shown. Decoding on would be wasted.
 */
export function findConfidenceStop(
  text: string,
  tokens: readonly GeneratedToken[],
  disabledRules: readonly CompletionRule[],
): Stop | undefined {
  const { length, isLowConfidence } = findConfidentPrefix(text, tokens);
  const isCut = length < text.trimEnd().length;
  const isOver =
    (isLowConfidence && !disabledRules.includes('confidence')) ||
    (isCut && !disabledRules.includes('confidentPrefix'));
  return isOver ? { length: text.length, reason: 'lowConfidence' } : undefined;
}
