/** State of downloadable models on this machine. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadableModel } from './catalogue.ts';
import { getPartPath } from './download.ts';

export type LocalModelState =
  | { readonly kind: 'missing' }
  /** A download has started and can be resumed. */
  | { readonly kind: 'partial'; readonly bytes: number }
  | { readonly kind: 'downloaded' };

/** Returns the path of the model's file in `directory`. */
export function getLocalModelPath(directory: string, model: DownloadableModel): string {
  return join(directory, model.file);
}

/**
 * Returns the state of a model by names and sizes alone. The content needs no further check: a file
 * gets its name only when its hash is correct.
 */
export async function inspectLocalModel(
  directory: string,
  model: DownloadableModel,
): Promise<LocalModelState> {
  const path = getLocalModelPath(directory, model);
  if ((await getFileSize(path)) === model.bytes) return { kind: 'downloaded' };
  const bytes = await getFileSize(getPartPath(path));
  return bytes === 0 ? { kind: 'missing' } : { kind: 'partial', bytes };
}

/** Returns the size of a file, in bytes; 0 where there is none. */
async function getFileSize(path: string): Promise<number> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats.size : 0;
  } catch {
    return 0;
  }
}
