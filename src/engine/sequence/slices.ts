import type { Token, TokenSequence } from '../backend/languageModel.ts';

/** Maximum time of a slice that a request itself waits for, in ms: the next key reuses its result. */
export const requestSliceMs = 400;

/** Maximum time of a slice between two keys, in ms: a request may have to wait for it. */
export const betweenKeysSliceMs = 120;

/** Time since the last event after which the next key isn't imminent, in ms: slices may be longer. */
const minPauseMs = 500;

/**
 * Returns the maximum time of a slice of idle work, in ms.
 *
 * @param quietMs time since the last event, in ms.
 */
export function computeIdleSliceMs(quietMs: number): number {
  return quietMs < minPauseMs ? betweenKeysSliceMs : requestSliceMs;
}

/**
 * Cuts tokens into slices that a sequence evaluates at once. Its pace may change with each of them,
 * so each slice is cut only when it is requested.
 *
 * @param getMaxMs returns the maximum time of the next slice, in ms.
 */
export function* splitIntoSlices(
  sequence: Pick<TokenSequence, 'computeSliceTokens'>,
  tokens: readonly Token[],
  getMaxMs = () => requestSliceMs,
): Generator<readonly Token[], void> {
  for (let done = 0; done < tokens.length;) {
    const slice = tokens.slice(done, done + sequence.computeSliceTokens(getMaxMs()));
    yield slice;
    done += slice.length;
  }
}
