import type { CacheSettings } from '../../src/engine/protocol.ts';

/** Caches that leave nothing behind. */
export const inMemory: CacheSettings = { mode: 'exact', memoryBytes: 2 ** 28, saved: null };
