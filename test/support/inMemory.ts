import type { CacheSettings } from '../../src/engine/protocol.ts';

/** Settings for caches that save nothing to disk. */
export const inMemory: CacheSettings = { mode: 'exact', memoryBytes: 2 ** 28, saved: null };
