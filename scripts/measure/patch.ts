import type { Token, TokenSequence } from '../../src/engine/backend/languageModel.ts';

/** An edit of a prompt, in tokens. */
export interface Patch {
  readonly at: number;
  /** Tokens at `at` that are erased. */
  readonly erased: readonly Token[];
  /** Tokens that are inserted in their place. */
  readonly inserted: readonly Token[];
}

/** Returns a prompt as it was before the edit that led to it. */
export function undoPatch(prompt: readonly Token[], { at, erased, inserted }: Patch): Token[] {
  return [...prompt.slice(0, at), ...erased, ...prompt.slice(at + inserted.length)];
}

/**
 * Makes the edit in the cache, keeps the cells after it, and evaluates the last token again.
 *
 * @param lead number of tokens before the edit that are evaluated once more at the end, before the
 *   inserted ones: these would otherwise take the last token for their predecessor.
 */
export async function patchCells(
  sequence: TokenSequence,
  { at, erased, inserted }: Patch,
  lead: number,
): Promise<void> {
  if (erased.length > 0) await sequence.erase([{ start: at, end: at + erased.length }]);
  if (inserted.length > 0) {
    const end = sequence.tokens.length + inserted.length;
    await sequence.evaluate(sequence.tokens.slice(Math.max(0, at - lead), at));
    await sequence.evaluate(inserted);
    await sequence.moveLast(inserted.length, at);
    await sequence.truncate(end);
  }
  // As each request does, to sample the token after it. It also makes llama.cpp rotate keys.
  await evaluateFrom(sequence, sequence.tokens.length - 1, sequence.tokens);
}

/**
 * Tokens that are evaluated at once. llama.cpp computes attention for 64 tokens and more by another
 * kernel, which rounds differently: a repaired cell must go through the same one as an exact cell.
 */
const sliceTokens = 32;

/** Evaluates a prompt from a position on; the tokens before it must be cached. */
export async function evaluateFrom(
  sequence: TokenSequence,
  start: number,
  prompt: readonly Token[],
): Promise<void> {
  // A copy: the prompt may be the tokens of the sequence itself.
  const tokens = prompt.slice(start);
  await sequence.truncate(start);
  for (let from = 0; from < tokens.length; from += sliceTokens) {
    await sequence.evaluate(tokens.slice(from, from + sliceTokens));
  }
}
