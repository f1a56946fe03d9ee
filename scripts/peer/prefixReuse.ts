/**
 * What a server evaluates that keeps the tokens that a prompt has in common with the beginning of
 * the one before it, and nothing else. The last token is always evaluated, for what follows it.
 *
 * @param prompts in order, in tokens.
 * @returns tokens evaluated, a prompt each.
 */
export function evaluatedByPrefixReuse(prompts: Iterable<readonly number[]>): number[] {
  const evaluated: number[] = [];
  let cached: readonly number[] = [];
  for (const prompt of prompts) {
    const most = Math.min(cached.length, prompt.length);
    let agreed = 0;
    while (agreed < most && cached[agreed] === prompt[agreed]) agreed++;
    evaluated.push(prompt.length === 0 ? 0 : Math.max(1, prompt.length - agreed));
    cached = prompt;
  }
  return evaluated;
}
