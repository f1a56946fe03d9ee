/** How a sequence is brought from the tokens that it holds to the tokens of a prompt. */
export interface ReusePlan {
  /** Tokens at the start of the sequence that stay; everything behind them is erased. */
  readonly keep: number;
  /** Tokens to evaluate behind those, all of the prompt but its last. */
  readonly evaluate: readonly number[];
  /** The prompt's last token. It is evaluated together with drawing the first token after it. */
  readonly last: number;
}

/**
 * Plans the least evaluation that leaves a cache exactly as if the prompt had been evaluated from
 * scratch: the common prefix stays, the rest is evaluated. The last token is always evaluated
 * again, for the probabilities behind it aren't kept in the cache.
 *
 * @param cached the tokens whose keys and values the sequence holds.
 * @param wanted the prompt, at least one token.
 */
export function planReuse(cached: readonly number[], wanted: readonly number[]): ReusePlan {
  const last = wanted.at(-1);
  if (last === undefined) throw new RangeError('A prompt has at least one token.');
  const most = Math.min(cached.length, wanted.length - 1);
  let keep = 0;
  while (keep < most && cached[keep] === wanted[keep]) keep++;
  return { keep, evaluate: wanted.slice(keep, -1), last };
}
