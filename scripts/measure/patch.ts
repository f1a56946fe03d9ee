import type { Token, TokenSequence } from '../../src/engine/ports.ts';

/** An edit of a prompt, in tokens. */
export interface Patch {
  readonly at: number;
  /** The tokens at `at` that go. */
  readonly erased: readonly Token[];
  /** Those that come in their place. */
  readonly inserted: readonly Token[];
}

/** A prompt as it was before the edit that led to it. */
export function before(prompt: readonly Token[], { at, erased, inserted }: Patch): Token[] {
  return [...prompt.slice(0, at), ...erased, ...prompt.slice(at + inserted.length)];
}

/**
 * Makes the edit in the cache, keeps the cells behind it, and evaluates the last token again.
 *
 * @param lead so many of the tokens before the edit are evaluated once more at the end, in front
 *   of those that come: these would otherwise take the last token for the one that they follow.
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
    await sequence.insert(at, inserted);
    await sequence.keep(end);
  }
  // As each request does, for what follows is drawn from it. It also makes llama.cpp rotate keys.
  await evaluateFrom(sequence, sequence.tokens.length - 1, sequence.tokens);
}

/** Evaluates a prompt from a position on; what stands before is taken for cached. */
export async function evaluateFrom(
  sequence: TokenSequence,
  start: number,
  prompt: readonly Token[],
): Promise<void> {
  const tokens = prompt.slice(start);
  await sequence.keep(start);
  await sequence.evaluate(tokens);
}
