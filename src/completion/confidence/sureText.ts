import type { Stop } from '../generation/stopRules.ts';
import type { CompletionRule } from '../rules.ts';
import type { WrittenToken } from './confidence.ts';
import { thresholds } from './thresholds.ts';

/** Confident prefix of a text. */
export interface SureText {
  /** Length up to the low-confidence tail, in UTF-16 code units; 0 for nothing. */
  readonly length: number;
  /** True where the first token is too unlikely: a reason to show nothing. */
  readonly isUnsure: boolean;
}

/**
 * Cuts off the low-confidence tail of a text. The text is kept up to where the product of its token
 * probabilities becomes too low, and never ends within a word there.
 *
 * @param text from the cursor on.
 */
export function sureText(text: string, tokens: readonly WrittenToken[]): SureText {
  const own = tokens.filter(({ end }) => end > 0);
  const isUnsure = (own[0]?.probability ?? 1) < thresholds.first;
  let together = 1;
  let length = 0;
  for (const { probability, end } of own) {
    together *= probability;
    if (together < thresholds.together) break;
    length = Math.min(end, text.length);
  }
  if (length === text.length) return { length, isUnsure };
  const kept = wholeWords(text, length).trimEnd().length;
  return { length: kept < thresholds.shortest ? 0 : kept, isUnsure };
}

/** Returns a text up to a length, without a word that the cut would divide. */
function wholeWords(text: string, length: number): string {
  const kept = text.slice(0, length);
  return /^[\p{L}\p{N}_$]/u.test(text.slice(length)) ? kept.replace(/[\p{L}\p{N}_$]+$/u, '') : kept;
}

/**
 * Returns a stop where a text that is being generated has become so unlikely that nothing further of it
 * would be shown. Decoding on would be wasted.
 */
export function unsureAt(
  text: string,
  tokens: readonly WrittenToken[],
  rulesOff: readonly CompletionRule[],
): Stop | undefined {
  const { length, isUnsure } = sureText(text, tokens);
  const isCut = length < text.trimEnd().length;
  const isOver =
    (isUnsure && !rulesOff.includes('confidence')) || (isCut && !rulesOff.includes('shakyTail'));
  return isOver ? { length: text.length, reason: 'unsure' } : undefined;
}
