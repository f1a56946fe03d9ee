import type { GgufFileInfo } from 'node-llama-cpp';
import { messageOf } from '../foundation/engineError.ts';
import type { Logger } from '../foundation/environment.ts';

/**
 * Returns the first of some model files with the vocabulary of another model, so that its draft
 * tokens are valid for that model. A file that can't be read is skipped.
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
