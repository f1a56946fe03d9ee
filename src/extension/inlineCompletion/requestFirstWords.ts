import {
  computeFirstWordsLimitMs,
  computeMoreWordsLimitMs,
} from '../../completion/suggestion/answerTimeLimits.ts';
import type { RequestDelay } from '../../completion/suggestion/requestDelay.ts';
import type { CompleteResult } from '../../engine/protocol.ts';
import type { CompletionEngine } from './completionEngine.ts';
import { toCompleteParams } from './completeParams.ts';
import type { PendingRequest } from './pendingRequest.ts';
import { isCutShort } from './suggestionGrowth.ts';

/** Dependencies of a request. */
export interface RequestParts {
  readonly engine: Pick<CompletionEngine, 'complete'>;
  readonly delay: Pick<RequestDelay, 'getMsSinceKey'>;
  /** Current time, in ms since 1970. */
  readonly now: () => number;
}

/**
 * Requests the first words of a completion, and more words while filters drop what the time limit has
 * cut: they would keep it in a longer text.
 */
export async function requestFirstWords(
  { request, token }: PendingRequest,
  { engine, delay, now }: RequestParts,
): Promise<CompleteResult> {
  const requestWithin = (maxMs: number) => engine.complete(toCompleteParams(request, maxMs), token);
  const getMsSinceKey = () => delay.getMsSinceKey(now());
  let result = await requestWithin(computeFirstWordsLimitMs(getMsSinceKey()));
  while (result.kind === 'nothing' && isCutShort(result) && !token.isCancellationRequested) {
    result = await requestWithin(computeMoreWordsLimitMs(getMsSinceKey()));
  }
  return result;
}
