import type { WindowWork } from '../../src/engine/kv/kvWindow.ts';
import { ModelLease } from '../../src/engine/scheduling/scheduler.ts';
import { WorkMeter } from '../../src/engine/metering/workMeter.ts';

/** Makes a lease of the model that ends only when the test aborts its signal. */
export function makeLease(signal: AbortSignal = new AbortController().signal): ModelLease {
  return new ModelLease(signal);
}

/**
 * Makes work that counts the evaluated tokens of a prompt.
 *
 * @param maxSlices number of slices after which the signal aborts.
 */
export function makeWork(
  maxSlices = Infinity,
): WindowWork & { evaluated: number; readonly workMeter: WorkMeter } {
  const controller = new AbortController();
  let slices = 0;
  const work = {
    lease: makeLease(controller.signal),
    workMeter: new WorkMeter(),
    runStep: <Result>(step: () => Promise<Result>) => step(),
    evaluated: 0,
    onEvaluated: (tokens: number) => {
      work.evaluated += tokens;
      slices++;
      if (slices >= maxSlices) controller.abort();
    },
  };
  return work;
}
