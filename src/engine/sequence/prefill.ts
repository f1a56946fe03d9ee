import { planReuse } from '../../completion/cache/reusePlan.ts';
import type { Token, TokenSequence } from '../ports.ts';
import type { RequestMeter } from '../requestMeter.ts';
import { slicesFor } from './slices.ts';

/** Runs one step of work on the model; the scheduler decides when. */
export type RunStep = <Result>(step: () => Promise<Result>) => Promise<Result>;

/** What the work of one request goes through. */
export interface Work {
  readonly signal: AbortSignal;
  readonly meter: RequestMeter;
  readonly runStep: RunStep;
}

/**
 * Brings a sequence to all tokens of a prompt but the last, reusing what it holds. A prefill can't
 * be interrupted inside the library, so it goes in slices, and the signal is looked at between
 * two. Slices that were evaluated stay: the next request starts from them.
 *
 * @param prompt at least one token, fewer than the sequence's capacity.
 * @returns the prompt's last token, to be given to `generate`; undefined when the signal came
 *   first.
 */
export async function prefill(
  sequence: TokenSequence,
  prompt: readonly Token[],
  { signal, meter, runStep }: Work,
): Promise<Token | undefined> {
  // Waiting for the first step may take a while, and the sequence may change meanwhile.
  const plan = await runStep(async () => {
    const next = planReuse(sequence.tokens, prompt, { mode: 'exact', evictedBehind: undefined });
    await sequence.keep(next.keep);
    return next;
  });
  meter.promptPlanned({
    promptTokens: prompt.length,
    reusedTokens: plan.keep,
    minimumTokens: plan.cost,
  });
  for (const slice of slicesFor(sequence, plan.evaluate)) {
    if (signal.aborted) return undefined;
    await runStep(() => sequence.evaluate(slice));
    meter.evaluated(slice.length);
  }
  return signal.aborted ? undefined : plan.last;
}
