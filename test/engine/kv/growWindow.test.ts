import assert from 'node:assert/strict';
import test from 'node:test';
import { growWindow } from '../../../src/engine/kv/growWindow.ts';
import type { KvWindow } from '../../../src/engine/kv/kvWindow.ts';
import { makeWork } from '../../support/windowWork.ts';
import {
  apply,
  getSampled,
  makeLayout,
  makeWindow,
  prompt,
  makeWindowWithSampled,
} from './kvWindowFixture.ts';

/** Text above the window: 12 tokens. */
const above = Array.from({ length: 12 }, (_, index) => 500 + index);

/** Prompt with that text after its first token. */
const grown = [...prompt.slice(0, 1), ...above, ...prompt.slice(1)];

const anchor = 4;

function getTokens({ state }: KvWindow): readonly number[] {
  return state.kind === 'empty' ? [] : state.layout.tokens;
}

test('an insertion evaluates only its text and its lead', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  const work = makeWork();
  assert.equal(await growWindow(window, makeLayout(grown, { anchor }), work), true);
  assert.deepEqual(window.sequence.tokens, grown.slice(0, -1));
  assert.deepEqual(getTokens(window), grown);
  assert.equal(work.evaluated, above.length + 1);
  assert.equal(window.state.kind === 'ready' && window.state.layout.position.anchor, anchor);
  assert.equal(window.origins.getReuse(0), 'exact');
  assert.equal(window.origins.getReuse(1), 'patched');
});

test('tokens that were sampled after the prompt stay known', async () => {
  const window = await makeWindowWithSampled(7, 8, 9);
  assert.equal(await growWindow(window, makeLayout(grown, { anchor }), makeWork()), true);
  assert.deepEqual(window.sequence.tokens, [...grown, 7, 8]);
  assert.deepEqual(
    getSampled(window).map(({ token }) => token),
    [7, 8, 9],
  );
  assert.equal(window.plan(makeLayout([...grown, 7], { anchor }), 'exact').cost, 0);
});

test('tokens that differ at the boundary are replaced', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  const merged = [...prompt.slice(0, 1), ...above, 999, ...prompt.slice(3)];
  assert.equal(await growWindow(window, makeLayout(merged, { anchor }), makeWork()), true);
  assert.deepEqual(window.sequence.tokens, merged.slice(0, -1));
});

test('an aborted insertion changes nothing', async () => {
  const window = await makeWindowWithSampled(7, 8, 9);
  const [state, cells] = [window.state, [...window.sequence.tokens]];
  const work = makeWork(1);
  assert.equal(await growWindow(window, makeLayout(grown, { anchor }), work), false);
  assert.equal(window.state, state);
  assert.deepEqual(window.sequence.tokens, cells);
  assert.equal(window.origins.getReuse(cells.length - 1), 'exact');
  assert.ok(work.workMeter.counts.discarded > 0);
});

test('text that may have changed during its evaluation is not inserted', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  const work = makeWork();
  const changeAbove = {
    ...work,
    onEvaluated: () => {
      window.carry([{ start: 2, removedLength: 0, insertedLength: 1 }]);
    },
  };
  const cells = [...window.sequence.tokens];
  assert.equal(await growWindow(window, makeLayout(grown, { anchor }), changeAbove), false);
  assert.deepEqual(window.sequence.tokens, cells);
  assert.deepEqual(getTokens(window), prompt);
});

test('the next prompt grows together with the prompt that it continues', async () => {
  const window = await makeWindowWithSampled(7);
  const next = [...prompt, 7, 8];
  const plan = window.plan(makeLayout(next), 'exact');
  await window.apply(plan, makeWork(), { isNextPrompt: true });
  assert.equal(window.state.kind, 'ahead');
  assert.equal(await growWindow(window, makeLayout(grown, { anchor }), makeWork()), true);
  const { state } = window;
  assert.equal(state.kind, 'ahead');
  assert.deepEqual(state.layout.tokens, [...grown, 7, 8]);
  assert.deepEqual(state.base.layout.tokens, grown);
  assert.deepEqual(window.sequence.tokens, [...grown, 7]);
});

test('a window at another prompt does not grow', async () => {
  const empty = makeWindow();
  assert.equal(await growWindow(empty, makeLayout(grown), makeWork()), undefined);
  const window = makeWindow();
  await apply(window, prompt);
  for (const other of [
    makeLayout([...grown, 5]),
    makeLayout(grown, { healedPrefix: 'x' }),
    makeLayout([1, ...grown]),
  ]) {
    assert.equal(await growWindow(window, other, makeWork()), undefined);
  }
  assert.deepEqual(getTokens(window), prompt);
});
