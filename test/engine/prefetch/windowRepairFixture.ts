import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Reuse } from '../../../src/completion/reuse/reusePlan.ts';
import { createWindowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import { WindowRepair } from '../../../src/engine/prefetch/windowRepair.ts';
import type { DocumentWindow } from '../../../src/engine/kv/documentWindow.ts';
import { layOutWhole } from '../../../src/engine/kv/windowChoice.ts';
import { WindowPool } from '../../../src/engine/kv/windowPool.ts';
import { FakeSequence } from '../../support/fakeSequence.ts';
import { makeFakeModel } from '../../support/fakeModel.ts';
import { memoryOnlyCache } from '../../support/inMemory.ts';
import { createModelHost } from '../../support/modelHost.ts';
import { createModelSummary } from '../../support/modelSummary.ts';
import { silentLogger } from '../../support/silentLogger.ts';
import { makeLease, makeWork } from '../../support/windowWork.ts';

const { bytesPerToken } = new FakeSequence();

export const [uri, otherUri] = ['file:///a.ts', 'file:///b.ts'] as const;

/** Text of far more tokens than a cold window takes; a code unit is a token. */
export const text = Array.from(
  { length: 40 },
  (_, index) => `const value${index} = ${index};\n`,
).join('');

/**
 * Opens a document on a machine with memory for some windows that evaluates 500 tokens a second: a cold
 * window has 176 tokens, and the whole one, with twice as many, is evaluated within a second.
 */
export async function openDocument(
  t: TestContext,
  windows: number,
  mode: Reuse = 'exact',
  prefillMsPerToken = 2,
  windowTokens = 512,
) {
  const model = makeFakeModel({
    summary: createModelSummary({ windowTokens }),
    prefillMsPerToken,
  });
  const settings = {
    ...memoryOnlyCache,
    mode,
    maxMemoryBytes: windows * windowTokens * bytesPerToken,
  };
  const pool = new WindowPool(
    await createModelHost(model, settings),
    silentLogger,
    () => undefined,
  );
  t.after(() => {
    pool.dispose();
  });
  const { cache: document } = await pool.open(uri, makeLease());
  return { model, pool, document, repair: new WindowRepair(pool) };
}

export function createView(source = text, cursor = source.length, context = ''): WindowView {
  return createWindowView(source, cursor, {
    language: 'typescript',
    context: { text: context, pieces: [] },
  });
}

/** Context of other files: a token for each code unit. */
export const otherFile = 'import of another file\n';

/** Makes work that lasts until its signal aborts. @param maxSlices slices after which it does. */
export function createWork(maxSlices = Infinity) {
  const controller = new AbortController();
  let slices = 0;
  return {
    lease: makeLease(controller.signal),
    isTypedAlong: true,
    getQuietMs: () => {
      if (slices++ >= maxSlices) controller.abort();
      return 0;
    },
  };
}

/** Evaluates the whole window at once, as on a fast machine. */
export async function prefillWhole(document: DocumentWindow, at: WindowView): Promise<void> {
  const { window } = document.live;
  await window.apply(window.plan(layOutWhole(document.live, at), 'exact'), makeWork());
}

export function getLayout({
  live: {
    window: { state },
  },
}: DocumentWindow) {
  assert.equal(state.kind, 'ready');
  return state.layout;
}
