import { existsSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A folder in memory, where the system has one. */
const inMemory = '/dev/shm';

/** A private folder that is gone with the process, in memory where that is possible. */
export class SessionFolder {
  readonly path: string;
  readonly #remove = () => {
    rmSync(this.path, { recursive: true, force: true });
  };

  private constructor(folder: string) {
    this.path = folder;
    process.once('exit', this.#remove);
  }

  /** @throws Error when there is no place for it. */
  static async make(): Promise<SessionFolder> {
    const parent = existsSync(inMemory) ? inMemory : os.tmpdir();
    return new SessionFolder(await mkdtemp(path.join(parent, 'tramontane-')));
  }

  delete(): void {
    process.off('exit', this.#remove);
    this.#remove();
  }
}
