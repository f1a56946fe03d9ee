import { statfs } from 'node:fs/promises';
import { DownloadError } from './downloadError.ts';
import { formatBytes } from './quantities.ts';

/**
 * Throws `diskFull` when `directory`, which exists, has less than `bytes` free for this user. Passes
 * where the file system does not report its free space: the write fails then.
 */
export async function requireFreeSpace(directory: string, bytes: number): Promise<void> {
  let free: number;
  try {
    const { bavail, bsize } = await statfs(directory);
    free = bavail * bsize;
  } catch {
    return;
  }
  if (free < bytes) {
    throw new DownloadError(
      'diskFull',
      `The download needs ${formatBytes(bytes)}, but ${directory} has ${formatBytes(free)} free. Free some space, then try again.`,
    );
  }
}
