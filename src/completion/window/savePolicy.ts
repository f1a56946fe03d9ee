/** The numbers that decide about saved states of windows. docs/cache.md has the measurements. */

/** Minimum number of cells that are worth saving to a file. */
const minSavedTokens = 12;

/** Time to write or read a saved state, in ms per byte: a disk with half a gigabyte a second. */
const saveMsPerByte = 2e-6;

/**
 * Maximum size of a state without additional requirements, in bytes. Larger states wear the disk: they
 * must save several times their cost.
 */
const largeStateBytes = 1 << 26;
const largeStateGain = 4;

/** Minimum evaluation that a saved window must save before it is read. */
export const minSavingByRestore = 32;

/**
 * Returns whether cells are worth a saved state: evaluating them again takes longer than writing and
 * reading it.
 *
 * @param lostTokens cells that would be lost, in tokens.
 * @param bytes size of the state.
 * @param msPerToken pace of the machine; undefined before it was measured.
 */
export function isWorthSaving(
  lostTokens: number,
  bytes: number,
  msPerToken: number | undefined,
): boolean {
  if (lostTokens < minSavedTokens) return false;
  const costMs = 2 * bytes * saveMsPerByte * (bytes > largeStateBytes ? largeStateGain : 1);
  return costMs < lostTokens * (msPerToken ?? Infinity);
}
