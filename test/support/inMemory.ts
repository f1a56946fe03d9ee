import type { CacheSettings } from '../../src/engine/protocol.ts';

/** Settings for caches that save nothing to disk. */
export const memoryOnlyCache: CacheSettings = {
  mode: 'exact',
  maxMemoryBytes: 2 ** 28,
  savedStates: null,
};
