/**
 * Simulates a server that reuses the longest common prefix with the prompt before, and nothing
 * else. The last token of a prompt is always evaluated: the next one is sampled from its output.
 *
 * @param prompts in order, in tokens.
 * @returns tokens evaluated, by prompt.
 */
export function simulatePrefixReuse(prompts: Iterable<readonly number[]>): number[] {
  const evaluatedTokens: number[] = [];
  let cachedPrompt: readonly number[] = [];
  for (const prompt of prompts) {
    const maxCommon = Math.min(cachedPrompt.length, prompt.length);
    let common = 0;
    while (common < maxCommon && cachedPrompt[common] === prompt[common]) common++;
    evaluatedTokens.push(prompt.length === 0 ? 0 : Math.max(1, prompt.length - common));
    cachedPrompt = prompt;
  }
  return evaluatedTokens;
}
