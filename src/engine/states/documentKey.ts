import { createHash } from 'node:crypto';

/**
 * Returns the name of a document in the folder of saved states, which must not reveal the paths of
 * the user's files.
 *
 * @returns 64 hexadecimal digits.
 */
export function computeDocumentKey(uri: string): string {
  return createHash('sha256').update(uri).digest('hex');
}
