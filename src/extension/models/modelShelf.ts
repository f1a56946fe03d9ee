/** What there is of a model on this machine. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadableModel } from './catalogue.ts';
import { partPath } from './download.ts';

export type ShelfState =
  | { readonly kind: 'missing' }
  /** A download was begun and can go on. */
  | { readonly kind: 'partial'; readonly bytes: number }
  | { readonly kind: 'downloaded' };

/** Where the model's file belongs in `directory`. */
export function shelfPath(directory: string, model: DownloadableModel): string {
  return join(directory, model.file);
}

/**
 * Looks at names and sizes alone. The content needs no second look: a file gets its name only when
 * its hash was right.
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

/** 0 where there is no file. */
async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : 0;
  } catch {
    return 0;
  }
}
