import { commonPrefix } from '../commonPrefix.ts';

/** Only place at which two prompts differ. */
export interface Splice {
  /** Position of the first token that differs. */
  readonly at: number;
  /** Number of tokens there that only the first prompt has. */
  readonly erased: number;
  /** Tokens that the second prompt has in their place. */
  readonly inserted: readonly number[];
}

/** Finds the place at which two prompts differ: outside it they agree, from the start and from the end. */
export function findSplice(before: readonly number[], after: readonly number[]): Splice {
  const at = commonPrefix(before, after);
  const maxCommon = Math.min(before.length, after.length) - at;
  let end = 0;
  while (end < maxCommon && before.at(-1 - end) === after.at(-1 - end)) end++;
  return {
    at,
    erased: before.length - at - end,
    inserted: after.slice(at, after.length - end),
  };
}

/** Returns tokens with a splice applied. */
export function applySplice(
  tokens: readonly number[],
  { at, erased, inserted }: Splice,
): readonly number[] {
  return [...tokens.slice(0, at), ...inserted, ...tokens.slice(at + erased)];
}
