import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { downloadModel } from '../../../src/extension/models/download.ts';
import type { DownloadRequest } from '../../../src/extension/models/download.ts';
import { DownloadError } from '../../../src/extension/models/downloadError.ts';
import { sha256, temporaryFolder } from './fileServer.ts';

export interface DownloadFixture {
  readonly destination: string;
  readonly part: string;
  /** Downloads `content` from `url`, without a wait before tries unless told otherwise. */
  run(url: string, overrides?: Partial<DownloadRequest>): Promise<void>;
  /** What is at `path` now; undefined when there is nothing. */
  read(path: string): Buffer | undefined;
}

/** A place to download `content` to. */
export async function downloadFixture(t: TestContext, content: Buffer): Promise<DownloadFixture> {
  const destination = join(await temporaryFolder(t), 'models', 'model.gguf');
  return {
    destination,
    part: `${destination}.part`,
    run: (url, overrides = {}) =>
      downloadModel({
        url,
        destination,
        bytes: content.length,
        sha256: sha256(content),
        signal: new AbortController().signal,
        timing: { retryDelaysMs: [0, 0, 0] },
        ...overrides,
      }),
    read: (path) => (existsSync(path) ? readFileSync(path) : undefined),
  };
}

/** For `assert.rejects`: a download error of this code whose message holds `words`. */
export function failure(code: DownloadError['code'], words = /./): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof DownloadError)) throw error;
    if (error.code === code && words.test(error.message)) return true;
    throw new Error(`expected ${code} ${String(words)}, got ${error.code}: ${error.message}`);
  };
}
