import { open, rename, rm } from 'node:fs/promises';
import { computeChecksum } from './fileChecksum.ts';
import type { Sidecar } from './sidecar.ts';
import type { StateFolder } from './stateFolder.ts';

/**
 * State that is being written to disk. Both files are written under temporary names and renamed
 * when they are complete, the sidecar last: a state that has a sidecar is complete.
 */
export class PendingState {
  readonly stateBytes: number;
  readonly stateChecksum: string;
  readonly #folder: StateFolder;
  readonly #id: string;
  readonly #state: string;
  readonly #sidecar: string;

  private constructor(
    folder: StateFolder,
    id: string,
    state: string,
    { stateBytes, stateChecksum }: StateDigest,
  ) {
    this.stateBytes = stateBytes;
    this.stateChecksum = stateChecksum;
    this.#folder = folder;
    this.#id = id;
    this.#state = state;
    this.#sidecar = folder.createTemporaryPath(id, 'json');
  }

  /**
   * Writes the native file.
   *
   * @param save writes into the existing file and returns its size.
   * @throws any error of `save`, or Node's system error; no file is left then.
   */
  static async write(
    folder: StateFolder,
    id: string,
    save: (file: string) => Promise<number>,
  ): Promise<PendingState> {
    const state = folder.createTemporaryPath(id, 'state');
    try {
      // Created here because llama.cpp would make it readable for all users.
      await (await open(state, 'wx', 0o600)).close();
      const announcedBytes = await save(state);
      const digest = await computeDigest(state);
      // llama.cpp doesn't notice when a full disk rejects data as the file is closed.
      if (digest.stateBytes !== announcedBytes) {
        throw new Error(`${digest.stateBytes} of ${announcedBytes} bytes were written`);
      }
      return new PendingState(folder, id, state, digest);
    } catch (error) {
      await deleteFile(state);
      throw error;
    }
  }

  /**
   * Writes the sidecar and renames both files, replacing an older state with the same id.
   *
   * @throws Node's system error. The new state doesn't exist then, and the old one may be gone.
   */
  async publish(sidecar: string): Promise<void> {
    const handle = await open(this.#sidecar, 'wx', 0o600);
    try {
      await handle.writeFile(sidecar);
      await handle.sync();
    } finally {
      await handle.close();
    }
    try {
      await rename(this.#state, this.#folder.getFilePath(this.#id, 'state'));
      await rename(this.#sidecar, this.#folder.getFilePath(this.#id, 'json'));
    } catch (error) {
      // An old sidecar must not stay with a new state, nor a state without any.
      await this.#folder.remove(this.#id).catch(() => undefined);
      throw error;
    }
  }

  /** Deletes files that were not published. Never throws. */
  async discard(): Promise<void> {
    await deleteFile(this.#state);
    await deleteFile(this.#sidecar);
  }
}

type StateDigest = Pick<Sidecar, 'stateBytes' | 'stateChecksum'>;

/** Flushes a native file to the disk and returns its size and checksum. */
async function computeDigest(file: string): Promise<StateDigest> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
    const { size } = await handle.stat();
    return { stateBytes: size, stateChecksum: await computeChecksum(handle) };
  } finally {
    await handle.close();
  }
}

/** Deletes a file. Where that fails, a later session deletes it as a leftover. */
async function deleteFile(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined);
}
