/**
 * A lock between windows: a file that only one process can create. It names the process of its owner
 * and is touched every few seconds, so that the lock of a window that crashed is recognized.
 *
 * No library is used, since the available ones patch `fs` and install signal handlers in a process
 * that is shared with other extensions.
 */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { getErrorCode } from './downloadError.ts';

export interface FileLockOptions {
  /** Interval at which the file is touched, in ms. */
  readonly heartbeatMs?: number;
  /** Time without a touch after which the owner counts as dead, in ms. */
  readonly staleAfterMs?: number;
}

export interface FileLock {
  /** Signal that is aborted when another process has taken the lock, for example after a long sleep. */
  readonly lostSignal: AbortSignal;
  /** Releases the lock. Never throws. */
  release(): Promise<void>;
}

/**
 * Acquires the lock, also from a dead owner.
 *
 * @returns the lock; undefined while this process or another holds it.
 * @throws Node's system error when the file can't be written.
 */
export async function acquireFileLock(
  path: string,
  { heartbeatMs = 5000, staleAfterMs = 30_000 }: FileLockOptions = {},
): Promise<FileLock | undefined> {
  const owner = JSON.stringify({ host: hostname(), pid: process.pid, token: randomUUID() });
  if (!(await create(path, owner))) {
    await removeStale(path, staleAfterMs);
    if (!(await create(path, owner))) return undefined;
  }
  const lostController = new AbortController();
  const heartbeat = setInterval(() => {
    void touch(path, owner).then((isOwned) => {
      if (!isOwned) lostController.abort();
    });
  }, heartbeatMs);
  // The lock alone doesn't keep the process alive.
  heartbeat.unref();
  return {
    lostSignal: lostController.signal,
    release: async () => {
      clearInterval(heartbeat);
      if ((await readOwner(path)) !== owner) return;
      // A lock that can't be removed becomes stale.
      await rm(path, { force: true }).catch(() => undefined);
    },
  };
}

async function create(path: string, owner: string): Promise<boolean> {
  try {
    await writeFile(path, owner, { flag: 'wx' });
    return true;
  } catch (error) {
    if (getErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Touches the lock and returns whether this process still holds it. A failure to read or touch it is
 * not a loss: another window may have renamed it for a moment (`removeStale`), and the next touch
 * may succeed.
 */
async function touch(path: string, owner: string): Promise<boolean> {
  const current = await readOwner(path);
  if (current !== undefined && current !== owner) return false;
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
  return true;
}

/**
 * Removes the lock if its owner is dead. The file is renamed and then checked again under the new
 * name: two windows may do this at once, and the slower one must not remove the new lock of the
 * faster.
 */
async function removeStale(path: string, staleAfterMs: number): Promise<void> {
  const owner = await readOwner(path);
  if (owner === undefined || !(await isStale(path, owner, staleAfterMs))) return;
  const renamedPath = `${path}.${randomUUID()}`;
  try {
    await rename(path, renamedPath);
  } catch {
    return;
  }
  if ((await readOwner(renamedPath)) === owner) await rm(renamedPath, { force: true });
  else await rename(renamedPath, path);
}

async function isStale(path: string, owner: string, staleAfterMs: number): Promise<boolean> {
  if (isOwnerDead(owner)) return true;
  try {
    return Date.now() - (await stat(path)).mtimeMs > staleAfterMs;
  } catch {
    return false;
  }
}

/** Returns whether the owner ran on this machine and has ended. */
function isOwnerDead(owner: string): boolean {
  const match = /^\{"host":"([^"]*)","pid":(\d+),/.exec(owner);
  if (match?.[1] !== hostname()) return false;
  try {
    process.kill(Number(match[2]), 0);
    return false;
  } catch (error) {
    return getErrorCode(error) === 'ESRCH';
  }
}

/** Returns the content of the lock file; undefined when it cannot be read. */
async function readOwner(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
