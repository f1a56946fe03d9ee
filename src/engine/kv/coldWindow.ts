import type { Reuse } from '../../completion/cache/reusePlan.ts';
import { noContext } from '../../completion/context/renderContext.ts';
import { layOutNew, type WindowFormat } from '../../completion/window/windowLayout.ts';
import { coldSizes, windowSizes } from '../../completion/window/windowPolicy.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { KvWindow } from './kvWindow.ts';
import type { WindowPlan } from './windowPlan.ts';

/**
 * Plans a small window around a cursor. Context from other files waits for idle time, where it costs
 * something.
 *
 * @param cold tokens of the window.
 */
export function planCold(
  at: WindowView,
  cold: number,
  window: KvWindow,
  { format, mode }: { readonly format: WindowFormat; readonly mode: Reuse },
): WindowPlan {
  const { capacity } = window.sequence;
  const sizes = coldSizes(capacity, cold);
  if (at.context.text !== '') {
    const contextTokens = format.tokenizeContinuation(at.context.text).length;
    const prompt = Math.min(windowSizes(capacity).prompt, sizes.prompt + contextTokens);
    const plan = window.plan(layOutNew(at, { ...sizes, prompt }, format), mode);
    if (plan.cost <= cold) return plan;
  }
  return window.plan(layOutNew({ ...at, context: noContext }, sizes, format), mode);
}
