import { countCommonPrefix } from '../../completion/commonPrefix.ts';
import { computeWindowBytes } from '../kv/windowMemory.ts';
import { getWindowReuse, type KvWindow } from '../kv/kvWindow.ts';
import type { CacheFigures, PromptFigures } from '../metering/requestMeter.ts';
import type { Token } from '../backend/languageModel.ts';

/**
 * Returns the cost of a prompt, compared with the previous prompt of the file.
 *
 * @param cost number of tokens that are evaluated for it; 0 if the tokens after it are known.
 */
export function computePromptFigures(
  previousPrompt: readonly Token[],
  prompt: readonly Token[],
  cost: number,
): PromptFigures {
  return {
    promptTokens: prompt.length,
    reusedTokens: prompt.length - cost,
    prefixMissTokens: prompt.length - countCommonPrefix(previousPrompt, prompt),
  };
}

/** Returns the figures of a file's cache after a request. */
export function getCacheFigures(window: KvWindow): CacheFigures {
  const { sequence } = window;
  return {
    reuse: getWindowReuse(window),
    cacheTokens: sequence.tokens.length,
    cacheBytes: computeWindowBytes(sequence),
  };
}
