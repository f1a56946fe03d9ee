import { commonPrefix } from '../../completion/cache/commonPrefix.ts';
import type { PromptFigures } from '../requestMeter.ts';
import type { Token } from '../ports.ts';

/**
 * What a prompt costs, against the file's prompt before it.
 *
 * @param cost tokens that are evaluated for it; nought where what follows it is known.
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
