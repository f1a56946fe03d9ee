/**
 * Downloads a model: to `<destination>.part` first, resumable, and to its name only when its hash
 * is the expected one.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { onDisk } from './diskFailure.ts';
import { requireFreeSpace } from './diskSpace.ts';
import { DownloadError, errorCode, stopReason, throwIfStopped } from './downloadError.ts';
import { acquireFileLock } from './fileLock.ts';
import type { FileLockOptions } from './fileLock.ts';
import { hashFile, PartialFile } from './partialFile.ts';
import { ProgressMeter } from './progressMeter.ts';
import type { DownloadProgress } from './progressMeter.ts';
import { receiveInto } from './receive.ts';

export interface DownloadRequest {
  /** The hub's address for the file; it may redirect. https, or http to this machine. */
  readonly url: string;
  /** Absolute path of the finished file. Folders on the way are made. */
  readonly destination: string;
  readonly bytes: number;
  /** SHA-256 of the file, lower-case hexadecimal. */
  readonly sha256: string;
  /** Ends the download; what is there is kept and the next call goes on from it. */
  readonly signal: AbortSignal;
  /** Called at most about five times a second. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Told of a failure that is tried again in `delayMs`. */
  readonly onRetry?: (failure: DownloadError, delayMs: number) => void;
  /** Bearer token for the origin of `url`, for hubs that ask for one. */
  readonly token?: string | undefined;
  readonly timing?: DownloadTiming;
}

/** Durations in ms; each has a default. */
export interface DownloadTiming extends FileLockOptions {
  /** How long nothing may come from the network before the connection counts as stalled. */
  readonly idleTimeoutMs?: number;
  /** The waits before the tries after a failure; as many tries in a row without any progress. */
  readonly retryDelaysMs?: readonly number[];
  /** Least time between two reports of progress. */
  readonly progressIntervalMs?: number;
}

const defaultIdleTimeoutMs = 30_000;
const defaultRetryDelaysMs: readonly number[] = [1000, 2000, 5000, 10_000, 30_000];
const defaultProgressIntervalMs = 200;

/** Where the bytes of a file at `destination` are gathered. */
export function partPath(destination: string): string {
  return `${destination}.part`;
}

/**
 * Resolves when the whole file is at `destination`, at once if it is there already.
 *
 * @throws DownloadError in every other case; with `cancelled` when the signal ended it.
 */
export async function downloadModel(request: DownloadRequest): Promise<void> {
  const { destination, signal } = request;
  throwIfStopped(signal);
  const url = parseAddress(request.url);
  const directory = dirname(destination);
  await onDisk(directory, () => mkdir(directory, { recursive: true }));
  const lockPath = `${destination}.lock`;
  const lock = await onDisk(lockPath, () => acquireFileLock(lockPath, request.timing));
  if (lock === undefined) throw busy();
  const lost = new AbortController();
  lock.lost.addEventListener('abort', () => {
    lost.abort(busy());
  });
  try {
    await downloadLocked(request, url, AbortSignal.any([signal, lost.signal]));
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

function busy(): DownloadError {
  return new DownloadError(
    'busy',
    'This model is being downloaded already, perhaps by another window. Wait for that download, or cancel it there and try again.',
  );
}

/** The download, by the one who may write its files. `signal` covers the loss of the lock too. */
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
  const onHashed = (hashed: number): void => {
    meter.update(hashed);
  };
  if (await isComplete(request, signal, onHashed)) return;
  const path = partPath(destination);
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
    // An empty part is nothing to go on from. A lost lock makes it someone else's.
    if (part.bytes === 0 && !signal.aborted) await part.discard();
    else await part.close();
  }
}

/** Whether the right file is there under its name. */
async function isComplete(
  { destination, bytes, sha256 }: DownloadRequest,
  signal: AbortSignal,
  onHashed: (bytes: number) => void,
): Promise<boolean> {
  return onDisk(destination, async () => {
    const size = await fileSize(destination);
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

/** Undefined when there is no file; throws EISDIR for a folder, which a rename can't replace. */
async function fileSize(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    return found.size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Fills the part up, through failures that pass. */
async function receiveWithRetries(
  request: DownloadRequest,
  url: URL,
  part: PartialFile,
  meter: ProgressMeter,
  signal: AbortSignal,
): Promise<void> {
  const delaysMs = request.timing?.retryDelaysMs ?? defaultRetryDelaysMs;
  const idleTimeoutMs = request.timing?.idleTimeoutMs ?? defaultIdleTimeoutMs;
  const server = { answered: false };
  let failures = 0;
  let furthest = part.bytes;
  while (part.bytes < request.bytes) {
    try {
      // The hub is asked anew each time, since its links to the storage run out.
      await receiveInto(part, {
        url,
        token: request.token,
        expected: request,
        idleTimeoutMs,
        meter,
        signal,
        onAnswer: () => {
          server.answered = true;
        },
      });
    } catch (error) {
      if (!(error instanceof DownloadError) || !error.transient) throw error;
      // No network from the start is told at once; a network that went away may come back.
      if (error.code === 'noNetwork' && !server.answered) throw error;
      // Only new ground counts as progress: a server that always starts over and always breaks off
      // at the same place must not keep this going forever.
      if (part.bytes > furthest) failures = 0;
      furthest = Math.max(furthest, part.bytes);
      const delayMs = delaysMs[failures];
      if (delayMs === undefined) throw error;
      failures += 1;
      request.onRetry?.(error, delayMs);
      await pause(delayMs, signal);
    }
  }
}

/** Waits; the signal ends the wait with its stop reason. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(stopReason(signal));
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(stopReason(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, delayMs);
    signal.addEventListener('abort', stop, { once: true });
  });
}
