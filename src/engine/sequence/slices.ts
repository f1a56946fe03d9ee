import type { Token, TokenSequence } from '../ports.ts';

/**
 * Cuts tokens into slices that a sequence evaluates at once. Its pace may change with each of them,
 * so the next one is cut when it is asked for, and not before.
 */
export function* slicesFor(
  sequence: Pick<TokenSequence, 'sliceTokens'>,
  tokens: readonly Token[],
): Generator<readonly Token[], void> {
  for (let done = 0; done < tokens.length;) {
    const slice = tokens.slice(done, done + sequence.sliceTokens);
    yield slice;
    done += slice.length;
  }
}
