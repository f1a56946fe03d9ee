/** State of downloadable models on this machine. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadableModel } from './catalogue.ts';
import { partPath } from './download.ts';

export type ShelfState =
  | { readonly kind: 'missing' }
  /** A download has started and can be resumed. */
  | { readonly kind: 'partial'; readonly bytes: number }
  | { readonly kind: 'downloaded' };

/** Returns the path of the model's file in `directory`. */
export function shelfPath(directory: string, model: DownloadableModel): string {
  return join(directory, model.file);
}

/**
 * Returns the state of a model by names and sizes alone. The content needs no further check: a file
 * gets its name only when its hash is correct.
 */
export async function inspectShelf(
  directory: string,
  model: DownloadableModel,
): Promise<ShelfState> {
  const path = shelfPath(directory, model);
  if ((await sizeOf(path)) === model.bytes) return { kind: 'downloaded' };
  const bytes = await sizeOf(partPath(path));
  return bytes === 0 ? { kind: 'missing' } : { kind: 'partial', bytes };
}

/** Returns the size of a file, in bytes; 0 where there is none. */
async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : 0;
  } catch {
    return 0;
  }
}
