import type { WorkCounts } from '../../src/engine/protocol.ts';

/** Tokens that went through a model, by purpose, and their sum. */
export interface WorkTotals extends WorkCounts {
  readonly total: number;
}

/** Returns the work between two counts. */
export function subtractWork(later: WorkCounts, earlier: WorkCounts): WorkTotals {
  return addTotal({
    prompt: later.prompt - earlier.prompt,
    prefetch: later.prefetch - earlier.prefetch,
    repair: later.repair - earlier.repair,
    decode: later.decode - earlier.decode,
    speculative: later.speculative - earlier.speculative,
    discarded: later.discarded - earlier.discarded,
  });
}

/** Adds the sum to counts of work. */
export function addTotal(counts: WorkCounts): WorkTotals {
  const { prompt, prefetch, repair, decode, speculative, discarded } = counts;
  const total = prompt + prefetch + repair + decode + speculative + discarded;
  return { prompt, prefetch, repair, decode, speculative, discarded, total };
}
