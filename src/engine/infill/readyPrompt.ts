import type { WindowView } from '../../completion/window/windowView.ts';
import type { DocumentWindow } from '../kv/documentWindow.ts';
import type { WindowPlan } from '../kv/windowPlan.ts';
import type { LanguageModel } from '../backend/languageModel.ts';
import type { RequestMeter } from '../metering/requestMeter.ts';
import type { ModelLease } from '../scheduling/scheduler.ts';
import type { ReadyPrompt } from '../sequence/generate.ts';
import { countAgainst } from './promptFigures.ts';

/** Window of the document of a request, and its model. */
interface PromptPlace {
  readonly model: LanguageModel;
  readonly cache: DocumentWindow;
}

/**
 * Brings a document's window to the prompt for a request, and counts the cost.
 *
 * @param onPlanned receives the plan before it is applied.
 * @returns undefined if the signal aborted first.
 */
export async function readyPromptFor(
  at: WindowView,
  { model, cache }: PromptPlace,
  { meter, lease }: { readonly meter: RequestMeter; readonly lease: ModelLease },
  onPlanned: (plan: WindowPlan) => void = () => undefined,
): Promise<ReadyPrompt | undefined> {
  const before = cache.meter.lastPrompt?.layout.tokens ?? [];
  const work = {
    lease,
    passes: model.work,
    runStep: <Result>(step: () => Promise<Result>) => step(),
    onEvaluated: (tokens: number) => {
      meter.evaluated(tokens);
    },
  };
  const ready = await model.work.countAs('prompt', () =>
    cache.prepare(at, work, (plan) => {
      meter.promptPlanned(countAgainst(before, plan.layout.tokens, plan.cost));
      onPlanned(plan);
    }),
  );
  if (ready === undefined) return undefined;
  meter.promptReady();
  if (ready.sampled.length > 0) meter.firstTokenKnown();
  return ready;
}
