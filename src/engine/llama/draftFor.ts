import type { GgufFileInfo } from 'node-llama-cpp';
import { messageOf } from '../engineError.ts';
import type { Logger } from '../ports.ts';

/**
 * The first of some model files whose vocabulary is that of another model: what it drafts the other
 * can take. A file that can't be read is passed over.
 */
export async function draftFor(
  header: GgufFileInfo,
  candidates: readonly string[],
  readHeader: (file: string) => Promise<GgufFileInfo>,
  logger: Logger,
): Promise<string | undefined> {
  const vocabulary = vocabularyOf(header);
  for (const file of candidates) {
    try {
      const candidate = vocabularyOf(await readHeader(file));
      if (isSame(vocabulary, candidate)) return file;
    } catch (error) {
      logger.debug(`${file} can't draft: ${messageOf(error)}`);
    }
  }
  return undefined;
}

function vocabularyOf({ metadata }: GgufFileInfo): readonly string[] {
  return metadata.tokenizer.ggml.tokens;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((piece, index) => piece === other[index]);
}
