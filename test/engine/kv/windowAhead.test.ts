/** Windows with a prefetched prompt that may come next. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { invalidate, KvWindow, type WindowState } from '../../../src/engine/kv/kvWindow.ts';
import { FakeSequence, makeSampled } from '../../support/fakeSequence.ts';
import { makeWork } from '../../support/windowWork.ts';
import { apply, makeLayout, prompt, makeWindowWithSampled } from './kvWindowFixture.ts';

/** Prefetches a prompt that begins with the cells of the window. */
function prefetchNext(window: KvWindow, tokens: readonly number[], maxSlices?: number) {
  const plan = window.plan(makeLayout(tokens), 'exact');
  return window.apply(plan, makeWork(maxSlices), { isNextPrompt: true });
}

/** Returns the document's prompt in a window that has prefetched a longer one. */
function getBase(state: WindowState): { tokens: readonly number[]; sampled: readonly number[] } {
  assert.equal(state.kind, 'ahead');
  const { layout, sampledTokens } = state.base;
  return { tokens: layout.tokens, sampled: sampledTokens.map(({ token }) => token) };
}

test('the prompt before the next prompt stays known', async () => {
  const window = await makeWindowWithSampled(7, 0);
  assert.deepEqual(await prefetchNext(window, [...prompt, 7, 8, 9]), {
    last: 9,
    sampledTokens: [],
  });
  assert.deepEqual(window.sequence.tokens, [...prompt, 7, 8]);
  assert.deepEqual(getBase(window.state), { tokens: prompt, sampled: [7, 0] });
  const { evaluated, ready } = await apply(window, prompt);
  assert.deepEqual([evaluated, ready?.sampledTokens], [0, makeSampled(7, 0)]);
  assert.deepEqual(window.sequence.tokens, [...prompt, 7]);
  assert.equal(window.state.kind, 'ready');
});

test('that prompt keeps the sampled tokens that the next prompt begins with, and one more', async () => {
  const window = await makeWindowWithSampled(7, 8, 9, 0);
  await prefetchNext(window, [...prompt, 7, 5, 6]);
  assert.deepEqual(getBase(window.state), { tokens: prompt, sampled: [7, 8] });
  const { evaluated, ready } = await apply(window, prompt);
  assert.deepEqual([evaluated, ready?.sampledTokens], [0, makeSampled(7, 8)]);
  assert.deepEqual(window.sequence.tokens, [...prompt, 7]);
});

test('tokens sampled after the next prompt are known when it is requested', async () => {
  const window = await makeWindowWithSampled(7, 0);
  const next = [...prompt, 7, 8, 9];
  await prefetchNext(window, next);
  await window.sequence.evaluate([9]);
  window.recordSampled(makeSampled(3));
  assert.deepEqual(getBase(window.state), { tokens: prompt, sampled: [7, 0] });
  const { evaluated, ready } = await apply(window, next);
  assert.deepEqual([evaluated, ready?.sampledTokens], [0, makeSampled(3)]);
  assert.deepEqual(window.state, {
    kind: 'ready',
    layout: makeLayout(next),
    sampledTokens: ready?.sampledTokens,
  });
});

test('a window that moves to a next prompt twice still has the prompt of the document', async () => {
  const window = await makeWindowWithSampled(7, 0);
  await prefetchNext(window, [...prompt, 7, 8]);
  await prefetchNext(window, [...prompt, 7, 8, 9]);
  assert.deepEqual(getBase(window.state), { tokens: prompt, sampled: [7, 0] });
});

test('an interrupted move to the next prompt keeps the cells of the previous prompt', async () => {
  const window = await makeWindowWithSampled(7, 0);
  const next = [...prompt, ...Array.from({ length: 12 }, (_, index) => 200 + index)];
  assert.equal(await prefetchNext(window, next, 1), undefined);
  assert.equal(window.state.kind, 'moving');
  const { evaluated, ready } = await apply(window, prompt);
  assert.deepEqual([evaluated, ready?.sampledTokens], [0, []]);
});

test('a next prompt of sampled tokens keeps the prompt of the document known', async () => {
  const window = await makeWindowWithSampled(7, 8, 9);
  const ready = await prefetchNext(window, [...prompt, 7]);
  assert.deepEqual(ready?.sampledTokens, makeSampled(8, 9));
  assert.deepEqual(getBase(window.state), { tokens: prompt, sampled: [7, 8, 9] });
});

test('changes of the document move both prompts', async () => {
  const window = await makeWindowWithSampled(7, 0);
  await prefetchNext(window, [...prompt, 7, 8, 9]);
  window.carry([{ start: 0, removedLength: 0, insertedLength: 3 }]);
  const { state } = window;
  assert.equal(state.kind, 'ahead');
  assert.deepEqual([state.layout.position.anchor, state.base.layout.position.anchor], [13, 13]);
});

test('a window returns to the prompt of the document at its moved anchor', async () => {
  const window = await makeWindowWithSampled(7, 0);
  await prefetchNext(window, [...prompt, 7, 8, 9]);
  window.carry([{ start: 0, removedLength: 0, insertedLength: 3 }]);
  assert.equal(window.state.kind, 'ahead');
  const { layout } = window.state.base;
  await window.apply(window.plan(layout, 'exact'), makeWork());
  assert.deepEqual(window.sequence.tokens, [...prompt, 7]);
  assert.deepEqual(window.state, { kind: 'ready', layout, sampledTokens: makeSampled(7, 0) });
});

test('a change while a window returns moves its anchor', async () => {
  class SlowSequence extends FakeSequence {
    beforeKeep: () => void = () => undefined;
    override truncate(count: number): Promise<void> {
      this.beforeKeep();
      return super.truncate(count);
    }
  }
  const sequence = new SlowSequence();
  const window = new KvWindow(sequence, undefined);
  await apply(window, prompt);
  await sequence.evaluate([...prompt.slice(-1), 7]);
  window.recordSampled(makeSampled(7, 0));
  await prefetchNext(window, [...prompt, 7, 8, 9]);
  sequence.beforeKeep = () => {
    window.carry([{ start: 0, removedLength: 0, insertedLength: 3 }]);
  };
  await apply(window, prompt);
  assert.equal(window.state.kind, 'ready');
  assert.equal(window.state.layout.position.anchor, 13);
});

test('a window that moves to a next prompt by an edit has no previous prompt', async () => {
  const window = await makeWindowWithSampled(7, 0);
  const other = [...prompt.slice(0, 20), 1, 2];
  await prefetchNext(window, other);
  assert.deepEqual(window.state, { kind: 'ready', layout: makeLayout(other), sampledTokens: [] });
});

test('an invalidated window has no previous prompt', async () => {
  const window = await makeWindowWithSampled(7, 0);
  const next = [...prompt, 7, 8, 9];
  await prefetchNext(window, next);
  invalidate(window);
  assert.deepEqual(window.state, { kind: 'moving', layout: makeLayout(next) });
});
