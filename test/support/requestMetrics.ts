import type { RequestMetrics } from '../../src/engine/protocol.ts';

/** Returns the figures of a request, 0 or empty by default. */
export function createRequestMetrics(figures: Partial<RequestMetrics> = {}): RequestMetrics {
  return {
    promptTokens: 0,
    reusedTokens: 0,
    evaluatedTokens: 0,
    prefetchedTokens: 0,
    repairTokens: 0,
    prefixMissTokens: 0,
    reuse: 'exact',
    decodeSteps: 0,
    wastedTokens: 0,
    draftedTokens: 0,
    acceptedTokens: 0,
    suffixFilterTokens: 0,
    cacheTokens: 0,
    cacheBytes: 0,
    queueMs: 0,
    prefillMs: 0,
    decodeMs: 0,
    timeToFirstTokenMs: null,
    totalMs: 0,
    ...figures,
  };
}
