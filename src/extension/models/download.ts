/**
 * Downloads a model: first to `<destination>.part`, resumable. The file is renamed to `destination`
 * only when its hash is the expected one.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runDiskAction } from './diskFailure.ts';
import { requireFreeSpace } from './diskSpace.ts';
import { DownloadError, getErrorCode, getStopReason, throwIfStopped } from './downloadError.ts';
import { acquireFileLock } from './fileLock.ts';
import type { FileLockOptions } from './fileLock.ts';
import { hashFile, PartialFile } from './partialFile.ts';
import { ProgressMeter } from './progressMeter.ts';
import type { DownloadProgress } from './progressMeter.ts';
import { receiveInto } from './receive.ts';

export interface DownloadRequest {
  /** Address of the file on the hub, which may redirect: https, or http to this machine. */
  readonly url: string;
  /** Absolute path of the finished file. Missing parent folders are created. */
  readonly destination: string;
  readonly bytes: number;
  /** SHA-256 of the file, lower-case hexadecimal. */
  readonly sha256: string;
  /** Signal that ends the download. The received part is kept, and the next call resumes from it. */
  readonly signal: AbortSignal;
  /** Callback for progress, called at most about five times a second. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Callback for a failure after which the download is retried in `delayMs`. */
  readonly onRetry?: (failure: DownloadError, delayMs: number) => void;
  /** Bearer token for the origin of `url`, for hubs that require one. */
  readonly token?: string | undefined;
  readonly timing?: DownloadTiming;
}

/** Durations in ms; each has a default. */
export interface DownloadTiming extends FileLockOptions {
  /** Maximum time without data from the network; after it the connection counts as stalled. */
  readonly idleTimeoutMs?: number;
  /** Waits before the retries after a failure; their number limits the retries without progress. */
  readonly retryDelaysMs?: readonly number[];
  /** Minimum time between two progress reports. */
  readonly progressIntervalMs?: number;
}

const defaultIdleTimeoutMs = 30_000;
const defaultRetryDelaysMs: readonly number[] = [1000, 2000, 5000, 10_000, 30_000];
const defaultProgressIntervalMs = 200;

/** Returns the path of the partial file for `destination`. */
export function getPartPath(destination: string): string {
  return `${destination}.part`;
}

/**
 * Downloads the file and resolves when all of it is at `destination`, at once if it is there already.
 *
 * @throws DownloadError in every other case; with `cancelled` when the signal ended the download.
 */
export async function downloadModel(request: DownloadRequest): Promise<void> {
  const { destination, signal } = request;
  throwIfStopped(signal);
  const url = parseAddress(request.url);
  const directory = dirname(destination);
  await runDiskAction(directory, () => mkdir(directory, { recursive: true }));
  const lockPath = `${destination}.lock`;
  const lock = await runDiskAction(lockPath, () => acquireFileLock(lockPath, request.timing));
  if (lock === undefined) throw createBusyError();
  const lostController = new AbortController();
  lock.lostSignal.addEventListener('abort', () => {
    lostController.abort(createBusyError());
  });
  try {
    await downloadLocked(request, url, AbortSignal.any([signal, lostController.signal]));
  } finally {
    await lock.release();
  }
}

function parseAddress(address: string): URL {
  if (URL.canParse(address)) return new URL(address);
  throw new DownloadError(
    'badAddress',
    `"${address}" is not an address. HF_ENDPOINT must look like https://huggingface.co.`,
  );
}

function createBusyError(): DownloadError {
  return new DownloadError(
    'busy',
    'This model is being downloaded already, perhaps by another window. Wait for that download, or cancel it there and try again.',
  );
}

/** Downloads the file while the lock is held. `signal` is also aborted when the lock is lost. */
async function downloadLocked(
  request: DownloadRequest,
  url: URL,
  signal: AbortSignal,
): Promise<void> {
  const { destination, bytes, sha256 } = request;
  const meter = new ProgressMeter({
    totalBytes: bytes,
    report: (progress) => request.onProgress?.(progress),
    intervalMs: request.timing?.progressIntervalMs ?? defaultProgressIntervalMs,
  });
  const onHashed = (hashedBytes: number): void => {
    meter.update(hashedBytes);
  };
  if (await isComplete(request, signal, onHashed)) return;
  const path = getPartPath(destination);
  const part = await PartialFile.open(path, bytes, signal, onHashed);
  try {
    await requireFreeSpace(dirname(destination), bytes - part.bytes);
    await receiveWithRetries(request, url, part, meter, signal);
    throwIfStopped(signal);
    if (part.sha256 === sha256) {
      await part.finish(destination);
      return;
    }
    await part.discard();
    throw new DownloadError(
      'wrongHash',
      'The downloaded file is damaged: its SHA-256 is not the expected one. It was deleted. Try again; if that fails too, the server or a proxy changes the file.',
    );
  } finally {
    // An empty part cannot be resumed. After the loss of the lock the part belongs to another process.
    if (part.bytes === 0 && !signal.aborted) await part.discard();
    else await part.close();
  }
}

/** Returns whether the file at `destination` has the expected size and hash. */
async function isComplete(
  { destination, bytes, sha256 }: DownloadRequest,
  signal: AbortSignal,
  onHashed: (bytes: number) => void,
): Promise<boolean> {
  return runDiskAction(destination, async () => {
    const size = await getFileSize(destination);
    if (size !== bytes) return false;
    const handle = await open(destination, 'r');
    try {
      const hash = createHash('sha256');
      await hashFile(handle, size, hash, signal, onHashed);
      return hash.digest('hex') === sha256;
    } finally {
      await handle.close();
    }
  });
}

/**
 * Returns the size of a file; undefined when there is none.
 *
 * @throws EISDIR for a folder, which a rename can't replace.
 */
async function getFileSize(path: string): Promise<number | undefined> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    return stats.size;
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Receives the rest of the part and retries after transient failures. */
async function receiveWithRetries(
  request: DownloadRequest,
  url: URL,
  part: PartialFile,
  meter: ProgressMeter,
  signal: AbortSignal,
): Promise<void> {
  const delaysMs = request.timing?.retryDelaysMs ?? defaultRetryDelaysMs;
  const idleTimeoutMs = request.timing?.idleTimeoutMs ?? defaultIdleTimeoutMs;
  const server = { hasAnswered: false };
  let failures = 0;
  let maxBytes = part.bytes;
  while (part.bytes < request.bytes) {
    try {
      // Each attempt starts at the hub, since its links to the storage expire.
      await receiveInto(part, {
        url,
        token: request.token,
        expected: request,
        idleTimeoutMs,
        meter,
        signal,
        onResponse: () => {
          server.hasAnswered = true;
        },
      });
    } catch (error) {
      if (!(error instanceof DownloadError) || !error.isTransient) throw error;
      // Without a network from the start there is no retry; a network that was lost may come back.
      if (error.code === 'noNetwork' && !server.hasAnswered) throw error;
      // Only bytes beyond the previous maximum count as progress. Otherwise a server that always
      // starts over and breaks off at the same place would cause endless retries.
      if (part.bytes > maxBytes) failures = 0;
      maxBytes = Math.max(maxBytes, part.bytes);
      const delayMs = delaysMs[failures];
      if (delayMs === undefined) throw error;
      failures += 1;
      request.onRetry?.(error, delayMs);
      await pause(delayMs, signal);
    }
  }
}

/** Waits for `delayMs`; rejects with the stop reason when the signal is aborted. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(getStopReason(signal));
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(getStopReason(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, delayMs);
    signal.addEventListener('abort', stop, { once: true });
  });
}
