import { countCommonPrefix } from '../commonPrefix.ts';

/** Only place at which two prompts differ. */
export interface Splice {
  /** Position of the first token that differs. */
  readonly position: number;
  /** Number of tokens there that only the first prompt has. */
  readonly erasedCount: number;
  /** Tokens that the second prompt has in their place. */
  readonly insertedTokens: readonly number[];
}

/** Finds the place at which two prompts differ: outside it they agree, from the start and from the end. */
export function findSplice(before: readonly number[], after: readonly number[]): Splice {
  const position = countCommonPrefix(before, after);
  const maxCommon = Math.min(before.length, after.length) - position;
  let end = 0;
  while (end < maxCommon && before.at(-1 - end) === after.at(-1 - end)) end++;
  return {
    position,
    erasedCount: before.length - position - end,
    insertedTokens: after.slice(position, after.length - end),
  };
}

/** Returns tokens with a splice applied. */
export function applySplice(
  tokens: readonly number[],
  { position, erasedCount, insertedTokens }: Splice,
): readonly number[] {
  return [...tokens.slice(0, position), ...insertedTokens, ...tokens.slice(position + erasedCount)];
}
