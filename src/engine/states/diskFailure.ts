import { getErrorMessage } from '../foundation/engineError.ts';

/** Returns why a file operation failed, as the end of a sentence for the log. */
export function describeDiskError(error: unknown): string {
  const code = getErrorCode(error) ?? '';
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `writing there is not allowed (${code})`;
    case 'EBUSY':
      return 'another program has the file open';
    case 'ENOENT':
      return 'the file is gone';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'there is a file where a folder should be';
    case 'EISDIR':
    case 'ERR_FS_EISDIR':
      return 'there is a folder where a file should be';
    default:
      return getErrorMessage(error).replace(/\.$/, '');
  }
}

/** Returns Node's code of a system error. */
export function getErrorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

/** Returns whether the error means that a file or its folder doesn't exist. */
export function isMissingFileError(error: unknown): boolean {
  const code = getErrorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
