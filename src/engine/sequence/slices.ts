import type { Token, TokenSequence } from '../ports.ts';

/** Longest slice of work that a request waits for itself, in ms: the next key shares its result. */
export const requestSliceMs = 400;

/** Longest slice of work between two keys, in ms: a request may have to wait for it. */
export const betweenKeysSliceMs = 120;

/** Quiet after which the next key is not expected at any moment, in ms: slices may be longer. */
const restMs = 500;

/** Returns the time that a slice of idle work may take, in ms, so long after the last event. */
export function idleSliceMs(quietMs: number): number {
  return quietMs < restMs ? betweenKeysSliceMs : requestSliceMs;
}

/**
 * Cuts tokens into slices that a sequence evaluates at once. Its pace may change with each of them,
 * so the next one is cut when it is asked for, and not before.
 *
 * @param maxMs time that the next slice may take.
 */
export function* slicesFor(
  sequence: Pick<TokenSequence, 'sliceWithin'>,
  tokens: readonly Token[],
  maxMs = () => requestSliceMs,
): Generator<readonly Token[], void> {
  for (let done = 0; done < tokens.length;) {
    const slice = tokens.slice(done, done + sequence.sliceWithin(maxMs()));
    yield slice;
    done += slice.length;
  }
}
