import { computePercentiles } from '../replay/summary.ts';
import { listTraceRequests } from '../replay/traceRequests.ts';
import type { TraceEvent } from '../replay/trace.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { WholeWindowPrompts } from './wholeWindowPrompt.ts';

/** Requests of a trace that are looked at. */
const maxSamples = 60;

/** Difference of the medians that is small enough, as a share. */
const tolerance = 0.02;

/**
 * Finds the limit with which a server's prompts have a median length. Their start moves in steps, so
 * most are shorter than the limit: to compare work at the same length the limit has to be larger.
 *
 * @param median length wanted, in tokens.
 * @param window maximum, in tokens.
 * @returns a limit in tokens; the window where even that gives shorter prompts.
 */
export function matchPromptLength(
  events: readonly TraceEvent[],
  tokenizer: Tokenizer,
  median: number,
  window: number,
): number {
  const all = [...listTraceRequests(events)];
  const sampleInterval = Math.ceil(all.length / maxSamples);
  const samples = all.filter((_, index) => index % sampleInterval === 0);
  const computeMedianLength = (limit: number) => {
    const prompts = new WholeWindowPrompts(tokenizer, limit);
    return computePercentiles(samples.map((request) => prompts.build(request).length)).p50;
  };
  let [low, high] = [Math.min(median, window), Math.min(2 * median, window)];
  while (high - low > tolerance * median) {
    const middle = (low + high) >> 1;
    if (computeMedianLength(middle) < median) low = middle + 1;
    else high = middle;
  }
  return high;
}
