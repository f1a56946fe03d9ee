import { createHash } from 'node:crypto';

/**
 * What a document is called in the folder of saved states: the paths of people's files are not to
 * be read there.
 *
 * @returns 64 hexadecimal digits.
 */
export function documentKey(uri: string): string {
  return createHash('sha256').update(uri).digest('hex');
}
