import assert from 'node:assert/strict';
import type { WindowLayout } from '../../src/completion/window/windowLayout.ts';
import type { KvWindow, WindowWork } from '../../src/engine/kv/kvWindow.ts';
import type { Vocabulary } from '../../src/engine/backend/languageModel.ts';
import { RequestMeter } from '../../src/engine/metering/requestMeter.ts';
import { generate, type Generation } from '../../src/engine/sequence/generate.ts';

/** Generates in a window as a completion does, without stop rules. */
export async function generateIn(
  window: KvWindow,
  vocabulary: Vocabulary,
  layout: WindowLayout,
  { work, maxTokens }: { readonly work: WindowWork; readonly maxTokens: number },
): Promise<Generation> {
  const ready = await window.apply(window.plan(layout, 'exact'), work);
  assert.ok(ready);
  const { runStep, workMeter, lease } = work;
  const generation = await generate(
    {
      ...ready,
      sequence: window.sequence,
      vocabulary,
      sampling: { temperature: 0 },
      healingConstraint: window.healingConstraint,
      maxTokens,
      findStop: () => undefined,
    },
    { runStep, workMeter, signal: lease.signal, meter: new RequestMeter(() => 0) },
  );
  window.recordSampled(generation.sampledTokens);
  return generation;
}
