import assert from 'node:assert/strict';
import type { WindowLayout } from '../../src/completion/window/windowLayout.ts';
import type { FileWindow, WindowWork } from '../../src/engine/cache/fileWindow.ts';
import { beginningOf } from '../../src/engine/completion/writer.ts';
import type { Vocabulary } from '../../src/engine/ports.ts';
import { RequestMeter } from '../../src/engine/requestMeter.ts';
import { generate, type Generation } from '../../src/engine/sequence/generate.ts';

/** Writes in a window as a completion does, without rules that stop it. */
export async function writtenIn(
  window: FileWindow,
  vocabulary: Vocabulary,
  layout: WindowLayout,
  { work, maxTokens }: { readonly work: WindowWork; readonly maxTokens: number },
): Promise<Generation> {
  const ready = await window.bring(window.plan(layout, 'exact'), work);
  assert.ok(ready);
  const generation = await generate(
    {
      ...ready,
      sequence: window.sequence,
      vocabulary,
      sampling: { temperature: 0 },
      begin: beginningOf(window),
      maxTokens,
      stopAt: () => undefined,
    },
    { ...work, meter: new RequestMeter(() => 0) },
  );
  window.drew(generation.drawn);
  return generation;
}
