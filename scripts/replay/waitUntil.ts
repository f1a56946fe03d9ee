/** Waits for a moment, in ms as of `performance.now()`; returns at once when it has passed. */
export function waitUntil(atMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())));
}
