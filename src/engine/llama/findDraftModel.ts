import type { GgufFileInfo } from 'node-llama-cpp';
import { getErrorMessage } from '../foundation/engineError.ts';
import type { Logger } from '../foundation/environment.ts';

/**
 * Returns the first of some model files with the vocabulary of another model, so that its draft
 * tokens are valid for that model. A file that can't be read is skipped.
 */
export async function findDraftModel(
  header: GgufFileInfo,
  candidates: readonly string[],
  readHeader: (file: string) => Promise<GgufFileInfo>,
  logger: Logger,
): Promise<string | undefined> {
  const vocabulary = getVocabulary(header);
  for (const file of candidates) {
    try {
      const candidate = getVocabulary(await readHeader(file));
      if (isSame(vocabulary, candidate)) return file;
    } catch (error) {
      logger.debug(`${file} can't draft: ${getErrorMessage(error)}`);
    }
  }
  return undefined;
}

function getVocabulary({ metadata }: GgufFileInfo): readonly string[] {
  return metadata.tokenizer.ggml.tokens;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((piece, index) => piece === other[index]);
}
