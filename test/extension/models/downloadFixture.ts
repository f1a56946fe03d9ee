import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { downloadModel } from '../../../src/extension/models/download.ts';
import type { DownloadRequest } from '../../../src/extension/models/download.ts';
import { DownloadError } from '../../../src/extension/models/downloadError.ts';
import { computeSha256, createTemporaryFolder } from './fileServer.ts';

export interface DownloadFixture {
  readonly destination: string;
  readonly part: string;
  /** Downloads `content` from `url`, by default without a wait before retries. */
  run(url: string, overrides?: Partial<DownloadRequest>): Promise<void>;
  /** Returns the content at `path`; undefined when there is none. */
  read(path: string): Buffer | undefined;
}

/** Creates a folder and a server for a download of `content`. */
export async function createDownloadFixture(
  t: TestContext,
  content: Buffer,
): Promise<DownloadFixture> {
  const destination = join(await createTemporaryFolder(t), 'models', 'model.gguf');
  return {
    destination,
    part: `${destination}.part`,
    run: (url, overrides = {}) =>
      downloadModel({
        url,
        destination,
        bytes: content.length,
        sha256: computeSha256(content),
        signal: new AbortController().signal,
        timing: { retryDelaysMs: [0, 0, 0] },
        ...overrides,
      }),
    read: (path) => (existsSync(path) ? readFileSync(path) : undefined),
  };
}

/** Returns a check for `assert.rejects`: a download error of this code whose message matches `words`. */
export function matchFailure(
  code: DownloadError['code'],
  words = /./,
): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof DownloadError)) throw error;
    if (error.code === code && words.test(error.message)) return true;
    throw new Error(`expected ${code} ${String(words)}, got ${error.code}: ${error.message}`);
  };
}
