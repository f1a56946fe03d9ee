import { DownloadError, getErrorCode } from './downloadError.ts';

/** Returns the error that explains a failed file operation on `path` to the user. */
export function explainDiskFailure(error: unknown, path: string): DownloadError {
  const code = getErrorCode(error) ?? '';
  const options = { cause: error };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new DownloadError(
        'diskFull',
        `The disk is full (${path}). Free some space, then try again: the download resumes where it stopped.`,
        options,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new DownloadError(
        'diskDenied',
        `${path} can't be written (${code}). Check the folder's permissions, and that no other program has the file open, then try again.`,
        options,
      );
    case 'EBUSY':
      return new DownloadError(
        'diskDenied',
        `${path} is in use by another program. Close it, then try again.`,
        options,
      );
    case 'EISDIR':
      return new DownloadError(
        'diskFailed',
        `${path} is a folder where a file should be. Move it away, then try again.`,
        options,
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new DownloadError(
        'diskFailed',
        `${path} is a file where a folder should be. Move it away, then try again.`,
        options,
      );
    default: {
      const detail = error instanceof Error ? code || error.message : String(error);
      return new DownloadError(
        'diskFailed',
        `${path} can't be read or written (${detail}). Check the disk, then try again.`,
        options,
      );
    }
  }
}

/** Runs `action` and converts a failure to the `DownloadError` for `path`. */
export async function runDiskAction<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof DownloadError ? error : explainDiskFailure(error, path);
  }
}
