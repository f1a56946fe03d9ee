import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';

/** A writable copy of the sample workspace. */
export interface SampleWorkspace {
  readonly folder: string;
  remove(): void;
}

/** Copies `test/fixtures/workspace` into a temporary folder. */
export function copySampleWorkspace(): SampleWorkspace {
  // VS Code names files by their real paths; the temporary folder of macOS is a link.
  const parent = mkdtempSync(path.join(realpathSync(tmpdir()), 'tramontane-sample-'));
  const folder = path.join(parent, 'shop');
  cpSync(path.join(repositoryRoot, 'test/fixtures/workspace'), folder, { recursive: true });
  return {
    folder,
    remove() {
      rmSync(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
