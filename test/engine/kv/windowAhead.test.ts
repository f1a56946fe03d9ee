/** Windows with a prefetched prompt that may come next. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { invalidate, KvWindow, type WindowState } from '../../../src/engine/kv/kvWindow.ts';
import { FakeSequence, makeSampled } from '../../support/fakeSequence.ts';
import { makeWork } from '../../support/windowWork.ts';
import { apply, makeLayout, prompt, windowWithSampled } from './kvWindowFixture.ts';

/** Prefetches a prompt that begins with the cells of the window. */
function goAhead(window: KvWindow, tokens: readonly number[], maxSlices?: number) {
  const plan = window.plan(makeLayout(tokens), 'exact');
  return window.apply(plan, makeWork(maxSlices), { goesAhead: true });
}

/** Returns the document's prompt in a window that has prefetched a longer one. */
function baseOf(state: WindowState): { tokens: readonly number[]; sampled: readonly number[] } {
  assert.equal(state.kind, 'ahead');
  const { layout, sampled } = state.base;
  return { tokens: layout.tokens, sampled: sampled.map(({ token }) => token) };
}

test('the prompt that a window goes on from stays known', async () => {
  const window = await windowWithSampled(7, 0);
  assert.deepEqual(await goAhead(window, [...prompt, 7, 8, 9]), { last: 9, sampled: [] });
  assert.deepEqual(window.sequence.tokens, [...prompt, 7, 8]);
  assert.deepEqual(baseOf(window.state), { tokens: prompt, sampled: [7, 0] });
  const { evaluated, ready } = await apply(window, prompt);
  assert.deepEqual([evaluated, ready?.sampled], [0, makeSampled(7, 0)]);
  assert.deepEqual(window.sequence.tokens, [...prompt, 7]);
  assert.equal(window.state.kind, 'ready');
});

test('of its sampled tokens those stay known that the next prompt begins with, and one more', async () => {
  const window = await windowWithSampled(7, 8, 9, 0);
  await goAhead(window, [...prompt, 7, 5, 6]);
  assert.deepEqual(baseOf(window.state), { tokens: prompt, sampled: [7, 8] });
  const { evaluated, ready } = await apply(window, prompt);
  assert.deepEqual([evaluated, ready?.sampled], [0, makeSampled(7, 8)]);
  assert.deepEqual(window.sequence.tokens, [...prompt, 7]);
});

test('tokens sampled after the next prompt are known when it comes', async () => {
  const window = await windowWithSampled(7, 0);
  const next = [...prompt, 7, 8, 9];
  await goAhead(window, next);
  await window.sequence.evaluate([9]);
  window.recordSampled(makeSampled(3));
  assert.deepEqual(baseOf(window.state), { tokens: prompt, sampled: [7, 0] });
  const { evaluated, ready } = await apply(window, next);
  assert.deepEqual([evaluated, ready?.sampled], [0, makeSampled(3)]);
  assert.deepEqual(window.state, {
    kind: 'ready',
    layout: makeLayout(next),
    sampled: ready?.sampled,
  });
});

test('a window that goes on twice still knows the prompt of the document', async () => {
  const window = await windowWithSampled(7, 0);
  await goAhead(window, [...prompt, 7, 8]);
  await goAhead(window, [...prompt, 7, 8, 9]);
  assert.deepEqual(baseOf(window.state), { tokens: prompt, sampled: [7, 0] });
});

test('a window that is interrupted as it goes on keeps the cells of the prompt that it left', async () => {
  const window = await windowWithSampled(7, 0);
  const next = [...prompt, ...Array.from({ length: 12 }, (_, index) => 200 + index)];
  assert.equal(await goAhead(window, next, 1), undefined);
  assert.equal(window.state.kind, 'moving');
  const { evaluated, ready } = await apply(window, prompt);
  assert.deepEqual([evaluated, ready?.sampled], [0, []]);
});

test('a next prompt that sampled tokens already include leaves the prompt of the document known', async () => {
  const window = await windowWithSampled(7, 8, 9);
  const ready = await goAhead(window, [...prompt, 7]);
  assert.deepEqual(ready?.sampled, makeSampled(8, 9));
  assert.deepEqual(baseOf(window.state), { tokens: prompt, sampled: [7, 8, 9] });
});

test('changes of the document carry both prompts along', async () => {
  const window = await windowWithSampled(7, 0);
  await goAhead(window, [...prompt, 7, 8, 9]);
  window.carry([{ start: 0, removed: 0, inserted: 3 }]);
  const { state } = window;
  assert.equal(state.kind, 'ahead');
  assert.deepEqual([state.layout.place.anchor, state.base.layout.place.anchor], [13, 13]);
});

test('a window goes back to the prompt of the document where that is now', async () => {
  const window = await windowWithSampled(7, 0);
  await goAhead(window, [...prompt, 7, 8, 9]);
  window.carry([{ start: 0, removed: 0, inserted: 3 }]);
  assert.equal(window.state.kind, 'ahead');
  const { layout } = window.state.base;
  await window.apply(window.plan(layout, 'exact'), makeWork());
  assert.deepEqual(window.sequence.tokens, [...prompt, 7]);
  assert.deepEqual(window.state, { kind: 'ready', layout, sampled: makeSampled(7, 0) });
});

test('a change that comes as a window goes back carries it along', async () => {
  class SlowSequence extends FakeSequence {
    beforeKeep: () => void = () => undefined;
    override keep(count: number): Promise<void> {
      this.beforeKeep();
      return super.keep(count);
    }
  }
  const sequence = new SlowSequence();
  const window = new KvWindow(sequence, undefined);
  await apply(window, prompt);
  await sequence.evaluate([...prompt.slice(-1), 7]);
  window.recordSampled(makeSampled(7, 0));
  await goAhead(window, [...prompt, 7, 8, 9]);
  sequence.beforeKeep = () => {
    window.carry([{ start: 0, removed: 0, inserted: 3 }]);
  };
  await apply(window, prompt);
  assert.equal(window.state.kind, 'ready');
  assert.equal(window.state.layout.place.anchor, 13);
});

test('a window that goes on by an edit has no prompt to go back to', async () => {
  const window = await windowWithSampled(7, 0);
  const other = [...prompt.slice(0, 20), 1, 2];
  await goAhead(window, other);
  assert.deepEqual(window.state, { kind: 'ready', layout: makeLayout(other), sampled: [] });
});

test('an invalidated window has no prompt to go back to', async () => {
  const window = await windowWithSampled(7, 0);
  const next = [...prompt, 7, 8, 9];
  await goAhead(window, next);
  invalidate(window);
  assert.deepEqual(window.state, { kind: 'moving', layout: makeLayout(next) });
});
