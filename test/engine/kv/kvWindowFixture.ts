import type { Reuse } from '../../../src/completion/reuse/reusePlan.ts';
import type { WindowLayout } from '../../../src/completion/window/windowLayout.ts';
import { KvWindow } from '../../../src/engine/kv/kvWindow.ts';
import type { SampledToken } from '../../../src/engine/backend/languageModel.ts';
import { FakeSequence, makeSampled } from '../../support/fakeSequence.ts';
import { makeWork } from '../../support/windowWork.ts';

/** A prompt of 80 tokens: long enough that reuse after an edit near its start is worth a patch. */
export const prompt = Array.from({ length: 80 }, (_, index) => 100 + index);

/** Makes a layout whose first token is pinned. */
export function makeLayout(
  tokens: readonly number[],
  { hasAdvanced = false, healedPrefix = '', anchor = 10 } = {},
): WindowLayout {
  return {
    position: { anchor, suffix: '', context: '' },
    tokens,
    parts: [
      { kind: 'head', tokens: tokens.slice(0, 1) },
      { kind: 'prefix', tokens: tokens.slice(1) },
    ],
    healedPrefix,
    hasAdvanced,
  };
}

export function makeWindow(): KvWindow {
  return new KvWindow(new FakeSequence(), undefined);
}

/** Makes a window hold a prompt. */
export async function apply(
  window: KvWindow,
  tokens: readonly number[],
  { mode = 'exact', hasAdvanced = false }: { mode?: Reuse; hasAdvanced?: boolean } = {},
) {
  const work = makeWork();
  const plan = window.plan(makeLayout(tokens, { hasAdvanced }), mode);
  const ready = await window.apply(plan, work);
  return { ready, evaluated: work.evaluated };
}

/** Makes a window that holds `prompt` and tokens sampled after it, as after decoding. */
export async function makeWindowWithSampled(...tokens: readonly number[]): Promise<KvWindow> {
  const window = makeWindow();
  await apply(window, prompt);
  await window.sequence.evaluate([...prompt.slice(-1), ...tokens.slice(0, -1)]);
  window.recordSampled(makeSampled(...tokens));
  return window;
}

/** Returns the tokens sampled after the window's prompt. */
export function getSampled({ state }: KvWindow): readonly SampledToken[] {
  return state.kind === 'ready' || state.kind === 'ahead' ? state.sampledTokens : [];
}
