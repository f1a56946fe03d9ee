import { commonPrefix } from '../../completion/commonPrefix.ts';
import { windowBytes } from '../kv/windowMemory.ts';
import { reuseOf, type KvWindow } from '../kv/kvWindow.ts';
import type { CacheFigures, PromptFigures } from '../metering/requestMeter.ts';
import type { Token } from '../backend/languageModel.ts';

/**
 * Returns the cost of a prompt, compared with the previous prompt of the file.
 *
 * @param cost number of tokens that are evaluated for it; 0 if the tokens after it are known.
 */
export function countAgainst(
  before: readonly Token[],
  prompt: readonly Token[],
  cost: number,
): PromptFigures {
  return {
    promptTokens: prompt.length,
    reusedTokens: prompt.length - cost,
    minimumTokens: prompt.length - commonPrefix(before, prompt),
  };
}

/** Returns the figures of a file's cache after a request. */
export function cacheFiguresOf(window: KvWindow): CacheFigures {
  const { sequence } = window;
  return {
    reuse: reuseOf(window),
    cacheTokens: sequence.tokens.length,
    cacheBytes: windowBytes(sequence),
  };
}
