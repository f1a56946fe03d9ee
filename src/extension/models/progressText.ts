/** Text for the progress of a download, in one line. */
import type { DownloadError } from './downloadError.ts';
import type { DownloadProgress } from './progressMeter.ts';
import { formatBytes, formatDuration, formatShare } from './quantities.ts';

/** Formats progress as `1.20 GB of 4.37 GB, 35.1 MB/s, 2 min left`, without unknown figures. */
export function describeProgress(progress: DownloadProgress): string {
  const { phase, receivedBytes, totalBytes, bytesPerSecond } = progress;
  if (phase === 'checking') {
    return `Checking what is there: ${formatShare(receivedBytes, totalBytes)}`;
  }
  const amount = `${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}`;
  if (bytesPerSecond < 1) return amount;
  const timeLeft = formatDuration((totalBytes - receivedBytes) / bytesPerSecond);
  return `${amount}, ${formatBytes(Math.round(bytesPerSecond))}/s, ${timeLeft} left`;
}

/** Formats the message that is shown during the wait before a retry. */
export function describeRetry(failure: DownloadError, delayMs: number): string {
  const wait = formatDuration(delayMs / 1000);
  if (failure.code === 'cannotResume') return `The server can’t resume; starting over in ${wait}`;
  const problem =
    failure.code === 'stalled'
      ? 'The connection stalled'
      : failure.code === 'serverTrouble'
        ? 'The server reported an error'
        : 'The connection was lost';
  return `${problem}; trying again in ${wait}`;
}
