/** The received part of a file, on disk under `<name>.part`, with its running hash. */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { runDiskAction } from './diskFailure.ts';
import { throwIfStopped } from './downloadError.ts';

const readChunkBytes = 1 << 20;

/**
 * Owner of the open partial file. All operations throw `DownloadError`s of the disk; after one the
 * object can only be closed.
 */
export class PartialFile {
  readonly path: string;
  #handle: FileHandle;
  #hash: Hash = createHash('sha256');
  #bytes = 0;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /**
   * Opens the part, creates it where there is none, and hashes its content. A part longer than
   * `maxBytes` can't be the beginning of the file and is emptied.
   *
   * @param onHashed receives the number of bytes hashed so far.
   * @throws the signal's stop reason.
   */
  static async open(
    path: string,
    maxBytes: number,
    signal: AbortSignal,
    onHashed: (bytes: number) => void,
  ): Promise<PartialFile> {
    const handle = await runDiskAction(path, () =>
      open(path, constants.O_RDWR | constants.O_CREAT),
    );
    const part = new PartialFile(path, handle);
    try {
      const { size } = await runDiskAction(path, () => handle.stat());
      if (size > maxBytes) await part.empty();
      else
        part.#bytes = await runDiskAction(path, () =>
          hashFile(handle, size, part.#hash, signal, onHashed),
        );
      return part;
    } catch (error) {
      await part.close();
      throw error;
    }
  }

  /** Number of bytes received so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** SHA-256 of the received bytes, lower-case hexadecimal. */
  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  async append(chunk: Buffer): Promise<void> {
    await runDiskAction(this.path, async () => {
      let writtenBytes = 0;
      while (writtenBytes < chunk.length) {
        const rest = chunk.length - writtenBytes;
        const position = this.#bytes + writtenBytes;
        writtenBytes += (await this.#handle.write(chunk, writtenBytes, rest, position))
          .bytesWritten;
      }
    });
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }

  async empty(): Promise<void> {
    await runDiskAction(this.path, () => this.#handle.truncate(0));
    this.#hash = createHash('sha256');
    this.#bytes = 0;
  }

  /** Synchronizes the bytes to disk, closes the part and renames it to `destination`. */
  async finish(destination: string): Promise<void> {
    await runDiskAction(this.path, () => this.#handle.sync());
    await this.close();
    await runDiskAction(destination, () => rename(this.path, destination));
  }

  /** Closes and deletes the part. */
  async discard(): Promise<void> {
    await this.close();
    await runDiskAction(this.path, () => rm(this.path, { force: true }));
  }

  /** Closes the part and keeps it for later. May be called more than once. */
  async close(): Promise<void> {
    // A finished file is synchronized before; a part is hashed again when it is reopened.
    await this.#handle.close().catch(() => undefined);
  }
}

/**
 * Reads the file of `size` bytes into `hash`.
 *
 * @returns the number of bytes read.
 * @throws Node's system error, or the signal's stop reason.
 */
export async function hashFile(
  handle: FileHandle,
  size: number,
  hash: Hash,
  signal: AbortSignal,
  onHashed: (bytes: number) => void,
): Promise<number> {
  const buffer = Buffer.allocUnsafe(readChunkBytes);
  let position = 0;
  while (position < size) {
    throwIfStopped(signal);
    const length = Math.min(buffer.length, size - position);
    const { bytesRead } = await handle.read(buffer, 0, length, position);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
    onHashed(position);
  }
  return position;
}
