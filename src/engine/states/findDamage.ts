import { open } from 'node:fs/promises';
import { describeDiskError } from './diskFailure.ts';
import { computeChecksum } from './fileChecksum.ts';
import type { Sidecar } from './sidecar.ts';

/**
 * Compares a native file with its sidecar. The checksum covers the whole file, also its header: it
 * contains the tokens, and a changed one would be loaded without an error.
 *
 * @param file its path.
 * @returns the problem, as the end of a sentence; undefined for none.
 */
export async function findDamage(
  file: string,
  { stateBytes, stateChecksum }: Pick<Sidecar, 'stateBytes' | 'stateChecksum'>,
): Promise<string | undefined> {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      if (size !== stateBytes) return `its file has ${size} bytes instead of ${stateBytes}`;
      return (await computeChecksum(handle)) === stateChecksum ? undefined : 'its file was changed';
    } finally {
      await handle.close();
    }
  } catch (error) {
    return describeDiskError(error);
  }
}
