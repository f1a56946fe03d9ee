import { rmSync } from 'node:fs';
import { mkdtemp, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A folder in memory, where the system has one. */
const memoryFolder = '/dev/shm';

/** Minimum free space there, in bytes: in containers it is often no larger than one window. */
const minFreeBytes = 2 ** 31;

/** Private folder that is deleted when the process exits, in memory where that is possible. */
export class SessionFolder {
  readonly path: string;
  readonly #remove = () => {
    rmSync(this.path, { recursive: true, force: true });
  };

  private constructor(folder: string) {
    this.path = folder;
    process.once('exit', this.#remove);
  }

  /** @throws Error when the folder can't be created. */
  static async create(): Promise<SessionFolder> {
    const parent = (await hasRoomInMemory()) ? memoryFolder : os.tmpdir();
    return new SessionFolder(await mkdtemp(path.join(parent, 'tramontane-')));
  }

  delete(): void {
    process.off('exit', this.#remove);
    this.#remove();
  }
}

async function hasRoomInMemory(): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(memoryFolder);
    return bavail * bsize >= minFreeBytes;
  } catch {
    return false;
  }
}
