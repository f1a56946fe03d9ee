import type { WindowView } from '../../completion/window/windowView.ts';
import type { DocumentCache } from '../cache/documentCache.ts';
import type { ReadyPrompt } from '../cache/fileWindow.ts';
import type { WindowPlan } from '../cache/windowPlan.ts';
import type { RequestMeter } from '../requestMeter.ts';
import { countAgainst } from './promptFigures.ts';

/**
 * Brings a file's cache to the prompt for a request, and counts what that costs.
 *
 * Must run while nothing else uses the model.
 *
 * @param onPlanned hears of the way before it is gone.
 * @returns undefined when the signal came first.
 */
export async function readyPromptFor(
  at: WindowView,
  cache: DocumentCache,
  { meter, signal }: { readonly meter: RequestMeter; readonly signal: AbortSignal },
  onPlanned: (plan: WindowPlan) => void = () => undefined,
): Promise<ReadyPrompt | undefined> {
  const before = cache.lastPrompt?.layout.tokens ?? [];
  const work = {
    signal,
    runStep: <Result>(step: () => Promise<Result>) => step(),
    onEvaluated: (tokens: number) => {
      meter.evaluated(tokens);
    },
  };
  const ready = await cache.prepare(at, work, (plan) => {
    meter.promptPlanned(countAgainst(before, plan.layout.tokens, plan.cost));
    onPlanned(plan);
  });
  if (ready === undefined) return undefined;
  meter.promptReady();
  if (ready.drawn.length > 0) meter.firstTokenKnown();
  return ready;
}
