import type { WindowView } from '../../completion/window/windowView.ts';
import type { DocumentWindow } from '../kv/documentWindow.ts';
import type { WindowPlan } from '../kv/windowPlan.ts';
import type { LanguageModel } from '../backend/languageModel.ts';
import type { RequestMeter } from '../metering/requestMeter.ts';
import type { ModelLease } from '../scheduling/scheduler.ts';
import type { PrefilledPrompt } from '../sequence/generate.ts';
import { computePromptFigures } from './promptFigures.ts';

/** Request, and the window of its document. */
export interface PrefillContext {
  readonly at: WindowView;
  readonly model: LanguageModel;
  readonly cache: DocumentWindow;
  readonly meter: RequestMeter;
  readonly lease: ModelLease;
}

/**
 * Brings a document's window to the prompt for a request, and counts the cost.
 *
 * @param onPlanned receives the plan before it is applied.
 * @returns undefined if the signal aborted first.
 */
export async function prefillPrompt(
  { at, model, cache, meter, lease }: PrefillContext,
  onPlanned: (plan: WindowPlan) => void = () => undefined,
): Promise<PrefilledPrompt | undefined> {
  const previousPrompt = cache.meter.lastPrompt?.layout.tokens ?? [];
  const work = {
    lease,
    workMeter: model.workMeter,
    runStep: <Result>(step: () => Promise<Result>) => step(),
    onEvaluated: (tokens: number) => {
      meter.countEvaluated(tokens);
    },
  };
  const prompt = await model.workMeter.countAs('prompt', () =>
    cache.prefill(at, work, (plan) => {
      meter.setPromptFigures(computePromptFigures(previousPrompt, plan.layout.tokens, plan.cost));
      onPlanned(plan);
    }),
  );
  if (prompt === undefined) return undefined;
  meter.recordPrefillEnd();
  if (prompt.sampledTokens.length > 0) meter.recordPrefetchedToken();
  return prompt;
}
