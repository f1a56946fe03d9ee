import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import {
  measureDivergence,
  normalize,
  type Distribution,
} from '../../../scripts/measure/distribution.ts';
import { repositoryRoot } from '../../../scripts/repository.ts';
import { findGrowth } from '../../../src/completion/window/windowGrowth.ts';
import { layOutCurrent, layOutNew } from '../../../src/completion/window/windowLayout.ts';
import { createWindowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import { growWindow } from '../../../src/engine/kv/growWindow.ts';
import { KvWindow, getWindowReuse } from '../../../src/engine/kv/kvWindow.ts';
import { makeWindowFormat } from '../../../src/engine/kv/windowFormat.ts';
import type { LanguageModel } from '../../../src/engine/backend/languageModel.ts';
import { loadOnCpu } from '../../support/loadOnProcessor.ts';
import { baseModel, infillModel } from '../../support/models.ts';
import { makeWork } from '../../support/windowWork.ts';

const sizes = { prompt: 500, suffix: 60, file: 0 };
const coldSizes = { prompt: 120, suffix: 30, file: 0 };

for (const [name, file] of [
  ['plain text', baseModel],
  ['FIM tokens', infillModel],
] as const) {
  describe(`with ${name}`, () => {
    let model: LanguageModel;
    let at: WindowView;
    before(async () => {
      model = await loadOnCpu(file);
      const source = await readFile(
        path.join(repositoryRoot, 'src/completion/window/fitText.ts'),
        'utf8',
      );
      // In a line, after a blank, which is part of the healed prefix.
      at = createWindowView(source, source.indexOf(' ', source.length >> 1) + 1);
    });
    after(() => model.dispose());

    async function openWindow(): Promise<KvWindow> {
      return new KvWindow(await model.openSequence(512), model.vocabulary.trie);
    }

    /** Measures the probabilities after the prompt of a window. */
    async function predict({ state, sequence }: KvWindow): Promise<Distribution> {
      assert.equal(state.kind, 'ready');
      const last = state.layout.tokens.length - 1;
      assert.equal(sequence.tokens.length, last);
      const probabilities = await sequence.computeNextProbabilities(
        state.layout.tokens[last] ?? 0,
        'all',
      );
      await sequence.truncate(last);
      return normalize(probabilities);
    }

    test('a grown window holds the whole prompt, and its predictions are closer to those of the prompt', async () => {
      const format = makeWindowFormat(model);
      const goal = layOutNew(at, sizes, format);
      const whole = await openWindow();
      await whole.apply(whole.plan(goal, 'exact'), makeWork());
      const expected = await predict(whole);

      const window = await openWindow();
      const cold = layOutNew(at, coldSizes, format);
      await window.apply(window.plan(cold, 'exact'), makeWork());
      const before = measureDivergence(expected, await predict(window));

      let { position } = cold;
      let pieces = 0;
      for (;;) {
        const next = findGrowth(at, position, goal.position, 31, format);
        const layout = next && layOutCurrent(at, next, { sizes, refresh: false }, format);
        if (layout === undefined) break;
        assert.equal(await growWindow(window, layout, makeWork()), true);
        ({ position } = layout);
        pieces++;
      }
      assert.ok(pieces > 3);
      assert.equal(getWindowReuse(window), 'patched');
      assert.deepEqual(window.sequence.tokens, goal.tokens.slice(0, window.sequence.tokens.length));
      const after = measureDivergence(expected, await predict(window));
      assert.ok(after < before, `${after} bits, ${before} before it grew`);

      // Evaluated again after the text that now precedes them, its cells equal those of the whole prompt.
      const firstCell = { tokens: window.sequence.tokens.slice(0, 1) };
      await window.apply(window.plan(goal, 'exact', firstCell), makeWork());
      assert.ok(measureDivergence(expected, await predict(window)) < 1e-4);
    });
  });
}
