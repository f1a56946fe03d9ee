import type { Stop } from '../generation/stopRules.ts';
import type { CompletionRule } from '../rules.ts';
import type { WrittenToken } from './confidence.ts';
import { thresholds } from './thresholds.ts';

/** How much of a text the model is sure of. */
export interface SureText {
  /** Up to its shaky tail, in UTF-16 code units; 0 for nothing. */
  readonly length: number;
  /** Whether the text's very beginning was too unlikely: a reason to show nothing. */
  readonly isUnsure: boolean;
}

/**
 * Cuts a shaky tail off: the text is kept up to where its tokens together have become unlikely, and
 * never ends within a word there.
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

/** A text up to a place; without the word that the place is in. */
function wholeWords(text: string, length: number): string {
  const kept = text.slice(0, length);
  return /^[\p{L}\p{N}_$]/u.test(text.slice(length)) ? kept.replace(/[\p{L}\p{N}_$]+$/u, '') : kept;
}

/**
 * Where a text that is being written has become so unlikely that nothing further would be shown of
 * it: to decode on is a waste.
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
