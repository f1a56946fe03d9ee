import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { getErrorCode, isMissingFileError } from './diskFailure.ts';

/** Kind of a file: a state consists of a native file and of a sidecar that describes it. */
export type StateFileKind = 'state' | 'json';

/** A file of the store. */
export interface StateFile {
  readonly path: string;
  readonly id: string;
  readonly kind: StateFileKind;
  /** Process that writes the file, or did; undefined once the file is complete and has its final name. */
  readonly writerPid: number | undefined;
  readonly bytes: number;
  /** Time of the last change, in ms since 1970. */
  readonly modifiedAt: number;
}

/** File names: `ID.state`, `ID.json`, followed by `.PID-RANDOM.tmp` while they are written. */
const namePattern = /^([0-9a-f]{32})\.(state|json)(?:\.(\d+)-[0-9a-f]+\.tmp)?$/;

/** Age at which a file under a temporary name counts as a leftover of any process, in ms. */
const maxWriteMs = 60 * 60 * 1000;

/** Names, lists and removes files of saved states; it doesn't read them. */
export class StateFolder {
  readonly path: string;

  constructor(folder: string) {
    this.path = folder;
  }

  /** Creates the folder, and makes an existing one private. */
  async create(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    await chmod(this.path, 0o700);
  }

  /**
   * Checks the free space before a file is written: llama.cpp would fill the disk without an error.
   *
   * @throws Error when that many bytes don't fit.
   */
  async requireRoom(bytes: number): Promise<void> {
    const { blocks, bavail, bsize } = await statfs(this.path);
    // Some file systems report nothing.
    if (blocks > 0 && bavail * bsize < bytes) throw new Error('the disk is full');
  }

  getFilePath(id: string, kind: StateFileKind): string {
    return path.join(this.path, `${id}.${kind}`);
  }

  /** Returns the path under which a file is written first; every call in any process returns another. */
  createTemporaryPath(id: string, kind: StateFileKind): string {
    const suffix = `${process.pid}-${randomBytes(6).toString('hex')}`;
    return `${this.getFilePath(id, kind)}.${suffix}.tmp`;
  }

  /**
   * Lists the store's files, and ignores others in the folder.
   *
   * @throws Node's system error.
   */
  async list(): Promise<StateFile[]> {
    const files: StateFile[] = [];
    for (const name of await this.#listNames()) {
      const [, id, kind, pid] = namePattern.exec(name) ?? [];
      if (id === undefined) continue;
      const file = path.join(this.path, name);
      const entry = await tryStat(file);
      if (entry === undefined) continue;
      files.push({
        path: file,
        id,
        kind: kind as StateFileKind,
        writerPid: pid === undefined ? undefined : Number(pid),
        bytes: entry.size,
        modifiedAt: Math.round(entry.mtimeMs),
      });
    }
    return files;
  }

  /**
   * Removes both files of a state; one that has vanished counts as removed.
   *
   * @throws Node's system error, after trying both.
   */
  async remove(id: string): Promise<void> {
    // The sidecar first, so that no process finds one without its native file.
    try {
      await rm(this.getFilePath(id, 'json'), { force: true });
    } finally {
      await rm(this.getFilePath(id, 'state'), { force: true });
    }
  }

  /**
   * Removes all of the store's files, temporary ones too.
   *
   * @returns their bytes.
   * @throws Node's system error, after trying all.
   */
  async clear(): Promise<number> {
    let freedBytes = 0;
    let failure: Error | undefined;
    for (const { path: file, bytes } of await this.list()) {
      try {
        await rm(file, { force: true });
        freedBytes += bytes;
      } catch (error) {
        failure = error as Error;
      }
    }
    if (failure !== undefined) throw failure;
    return freedBytes;
  }

  async #listNames(): Promise<string[]> {
    try {
      return await readdir(this.path);
    } catch (error) {
      if (isMissingFileError(error)) return [];
      throw error;
    }
  }
}

/** Returns whether an interrupted write left this file. */
export function isLeftover({ writerPid, modifiedAt }: StateFile, now: number): boolean {
  if (writerPid === undefined) return false;
  return now - modifiedAt > maxWriteMs || !isRunning(writerPid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return getErrorCode(error) === 'EPERM';
  }
}

/** @returns undefined when another process has deleted the file meanwhile. */
async function tryStat(file: string) {
  try {
    return await lstat(file);
  } catch (error) {
    if (isMissingFileError(error)) return undefined;
    throw error;
  }
}
