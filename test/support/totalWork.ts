import type { WorkCounts } from '../../src/engine/protocol.ts';

/** Sums the tokens of all purposes. */
export function sumWork({
  prompt,
  prefetch,
  repair,
  decode,
  speculative,
  discarded,
}: WorkCounts): number {
  return prompt + prefetch + repair + decode + speculative + discarded;
}
