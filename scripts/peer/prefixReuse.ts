/**
 * Simulates a server that reuses the longest common prefix with the prompt before, and nothing
 * else. The last token of a prompt is always evaluated: the next one is sampled from its output.
 *
 * @param prompts in order, in tokens.
 * @returns tokens evaluated, by prompt.
 */
export function simulatePrefixReuse(prompts: Iterable<readonly number[]>): number[] {
  const evaluated: number[] = [];
  let cached: readonly number[] = [];
  for (const prompt of prompts) {
    const maxCommon = Math.min(cached.length, prompt.length);
    let common = 0;
    while (common < maxCommon && cached[common] === prompt[common]) common++;
    evaluated.push(prompt.length === 0 ? 0 : Math.max(1, prompt.length - common));
    cached = prompt;
  }
  return evaluated;
}
