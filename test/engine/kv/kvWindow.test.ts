import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Reuse } from '../../../src/completion/reuse/reusePlan.ts';
import { invalidate, KvWindow, getWindowReuse } from '../../../src/engine/kv/kvWindow.ts';
import { FakeSequence, fakeVocabulary, makeSampled } from '../../support/fakeSequence.ts';
import { makeLease, makeWork } from '../../support/windowWork.ts';
import {
  apply,
  getSampled,
  makeLayout,
  makeWindow,
  prompt,
  makeWindowWithSampled,
} from './kvWindowFixture.ts';

test('the sequence holds all tokens of the prompt except the last one', async () => {
  const window = makeWindow();
  assert.deepEqual(window.state, { kind: 'empty' });
  const { ready } = await apply(window, prompt);
  assert.deepEqual(window.sequence.tokens, prompt.slice(0, -1));
  assert.deepEqual(ready, { last: prompt.at(-1), sampledTokens: [] });
  assert.deepEqual(window.state, { kind: 'ready', layout: makeLayout(prompt), sampledTokens: [] });
});

test('in each mode the sequence holds the prompt, whatever it held before', async () => {
  const someTokens = fc
    .array(fc.nat(4), { minLength: 1, maxLength: 40 })
    .map((body) => [9, ...body]);
  const modes = fc.constantFrom<Reuse>('exact', 'rolling', 'patched');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(someTokens, modes, fc.boolean()), { maxLength: 6 }),
      async (prompts) => {
        const window = makeWindow();
        for (const [tokens, mode, hasAdvanced] of prompts) {
          const { ready } = await apply(window, tokens, { mode, hasAdvanced });
          assert.deepEqual(window.sequence.tokens, tokens.slice(0, -1));
          assert.equal(ready?.last, tokens.at(-1));
          if (prompts.every(([, other]) => other === 'exact')) {
            assert.equal(getWindowReuse(window), 'exact');
          }
        }
      },
    ),
  );
});

test('an interrupted plan keeps its cells, and the next plan continues from there', async () => {
  const window = makeWindow();
  const work = makeWork(3);
  const plan = window.plan(makeLayout(prompt), 'exact');
  assert.equal(await window.apply(plan, work), undefined);
  assert.equal(window.sequence.tokens.length, 12);
  assert.deepEqual(window.state, { kind: 'moving', layout: plan.layout });
  assert.equal((await apply(window, prompt)).evaluated, prompt.length - 1 - 12);
});

test('a limit ends the evaluation of a prompt, and the next plan continues from there', async () => {
  const window = makeWindow();
  const plan = window.plan(makeLayout(prompt), 'exact');
  const work = makeWork();
  assert.equal(await window.apply(plan, work, { maxTokens: 21 }), undefined);
  // The last token of a prompt counts, and is evaluated with the first one after it.
  assert.equal(work.evaluated, 20);
  assert.deepEqual(window.sequence.tokens, prompt.slice(0, 20));
  assert.deepEqual(window.state, { kind: 'moving', layout: plan.layout });
  const { ready, evaluated } = await apply(window, prompt);
  assert.deepEqual(ready, { last: prompt.at(-1), sampledTokens: [] });
  assert.equal(evaluated, prompt.length - 1 - 20);
});

test('a limit that a prompt does not reach changes nothing', async () => {
  const window = makeWindow();
  const plan = window.plan(makeLayout(prompt), 'exact');
  const ready = await window.apply(plan, makeWork(), { maxTokens: prompt.length });
  assert.deepEqual(ready, { last: prompt.at(-1), sampledTokens: [] });
  assert.equal(window.state.kind, 'ready');
});

test('a patch with a limit completes its insertions, and evaluates less at its end', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  const edited = [...prompt.slice(0, 10), 1, 2, ...prompt.slice(10, 79), ...prompt.slice(0, 30)];
  const plan = window.plan(makeLayout(edited), 'patched');
  assert.equal(plan.reusePlan?.reuse, 'patched');
  const work = makeWork();
  assert.equal(await window.apply(plan, work, { maxTokens: 4 + 2 + 1 + 5 }), undefined);
  assert.equal(work.evaluated, 4 + 2 + 5);
  assert.equal(window.state.kind, 'moving');
  assert.equal(getWindowReuse(window), 'patched');
  assert.deepEqual(window.sequence.tokens, edited.slice(0, 81 + 5));
});

test('a patch whose insertions alone exceed the limit changes nothing', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  const { state } = window;
  const edited = [...prompt.slice(0, 10), ...[1, 2, 3, 4, 5], ...prompt.slice(10)];
  const plan = window.plan(makeLayout(edited), 'patched');
  assert.equal(plan.reusePlan?.insert.length, 1);
  const work = makeWork();
  assert.equal(await window.apply(plan, work, { maxTokens: 9 }), undefined);
  assert.equal(work.evaluated, 0);
  assert.equal(window.state, state);
  assert.equal(getWindowReuse(window), 'exact');
  assert.deepEqual(window.sequence.tokens, prompt.slice(0, -1));
});

test('sampled tokens are reused when the same prompt comes again, or one that includes them', async () => {
  const window = await makeWindowWithSampled(7, 8, 9);
  const same = await apply(window, prompt);
  assert.deepEqual([same.evaluated, same.ready?.sampledTokens], [0, makeSampled(7, 8, 9)]);
  const longer = await apply(window, [...prompt, 7]);
  assert.deepEqual([longer.evaluated, longer.ready?.sampledTokens], [0, makeSampled(8, 9)]);
  assert.equal(longer.ready?.last, 7);
});

test('sampled tokens are discarded when the prompt differs from them', async () => {
  const window = await makeWindowWithSampled(7, 8, 9);
  const { ready } = await apply(window, [...prompt, 5]);
  assert.deepEqual(ready, { last: 5, sampledTokens: [] });
  assert.deepEqual(window.sequence.tokens, prompt);
});

test('an invalidated window has no sampled tokens, and keeps its cells', async () => {
  const window = await makeWindowWithSampled(7, 8);
  invalidate(window);
  assert.equal(window.state.kind, 'moving');
  const { ready, evaluated } = await apply(window, prompt);
  assert.deepEqual([ready?.sampledTokens, evaluated], [[], 0]);
  assert.deepEqual(window.sequence.tokens, prompt.slice(0, -1));
});

test('evicted cells are rolling, cells after an edit are patched until they are evaluated again', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  const advanced = [...prompt.slice(0, 1), ...prompt.slice(11), 1, 2];
  await apply(window, advanced, { mode: 'rolling', hasAdvanced: true });
  assert.equal(getWindowReuse(window), 'rolling');
  const edited = [...advanced.slice(0, 8), 3, ...advanced.slice(8)];
  await apply(window, edited, { mode: 'patched' });
  assert.equal(getWindowReuse(window), 'patched');
  assert.equal(window.origins.patches, 1);
  const { patchedFrom } = window.origins;
  const exactCells = { tokens: window.sequence.tokens.slice(0, patchedFrom) };
  const repair = window.plan(makeLayout(edited), 'rolling', exactCells);
  assert.equal(repair.cost, edited.length - 8);
  await window.apply(repair, makeWork());
  assert.equal(getWindowReuse(window), 'rolling');
  assert.equal(window.origins.patches, 0);
  assert.deepEqual(window.sequence.tokens, edited.slice(0, -1));
});

test('an insertion evaluates the tokens before it a second time', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  const edited = [...prompt.slice(0, 10), 1, ...prompt.slice(10)];
  const { evaluated } = await apply(window, edited, { mode: 'patched' });
  assert.equal(evaluated, 1 + 4);
  assert.deepEqual(window.sequence.tokens, edited.slice(0, -1));
});

test('a plan whose signal is already aborted changes nothing', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  const { state } = window;
  const work = { ...makeWork(), lease: makeLease(AbortSignal.abort()) };
  const plan = window.plan(makeLayout([...prompt, 1]), 'exact');
  assert.equal(await window.apply(plan, work), undefined);
  assert.equal(window.state, state);
  assert.deepEqual(window.sequence.tokens, prompt.slice(0, -1));
});

test('work with an ended lease changes nothing', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  const { state } = window;
  const work = makeWork();
  work.lease.revoke();
  await assert.rejects(window.apply(window.plan(makeLayout([1, 2]), 'exact'), work), /has ended/);
  assert.equal(window.state, state);
  assert.deepEqual(window.sequence.tokens, prompt.slice(0, -1));
});

test('changes of the document move the anchor of the window, in each state', async () => {
  const window = makeWindow();
  const insertAbove = [{ start: 0, removedLength: 0, insertedLength: 3 }];
  window.carry(insertAbove);
  assert.deepEqual(window.state, { kind: 'empty' });
  await window.apply(window.plan(makeLayout(prompt), 'exact'), makeWork(1));
  window.carry(insertAbove);
  assert.deepEqual(window.state, { kind: 'moving', layout: makeLayout(prompt, { anchor: 13 }) });
  await apply(window, prompt);
  window.carry(insertAbove);
  window.carry([{ start: 20, removedLength: 1, insertedLength: 0 }]);
  const layout = makeLayout(prompt, { anchor: 13 });
  assert.deepEqual(window.state, { kind: 'ready', layout, sampledTokens: [] });
});

test('a change during the evaluation of a prompt moves its anchor', async () => {
  const sequence = new FakeSequence();
  const window = new KvWindow(sequence, undefined);
  sequence.beforeStep = () => {
    if (sequence.tokens.length === 4)
      window.carry([{ start: 0, removedLength: 0, insertedLength: 3 }]);
    return Promise.resolve();
  };
  await apply(window, prompt);
  const layout = makeLayout(prompt, { anchor: 13 });
  assert.deepEqual(window.state, { kind: 'ready', layout, sampledTokens: [] });
});

test('an adopted state replaces the old one with its origins, and without probabilities', async () => {
  const window = new KvWindow(new FakeSequence('x'), fakeVocabulary.trie);
  await apply(window, prompt);
  await window.sampleFirst(prompt.at(-1) ?? 0);
  const { origins } = window;
  origins.patchAfter(4);
  window.adopt({ kind: 'ready', layout: makeLayout(prompt), sampledTokens: makeSampled(5) });
  assert.deepEqual(getSampled(window), makeSampled(5));
  assert.equal(getWindowReuse(window), 'exact');
  window.adopt({ kind: 'empty' }, origins);
  assert.deepEqual(window.state, { kind: 'empty' });
  assert.equal(getWindowReuse(window), 'patched');
  // With the probabilities kept, the healed prefix would constrain the next token.
  const layout = makeLayout(prompt, { healedPrefix: 'x' });
  assert.notEqual(window.plan(layout, 'exact').reusePlan, undefined);
});

function getBeginningText({ healingConstraint }: KvWindow): string | undefined {
  return healingConstraint?.text;
}

test('generated tokens begin with the healed prefix, if the vocabulary can be healed', async () => {
  const layout = makeLayout(prompt, { healedPrefix: 'xy' });
  const window = new KvWindow(new FakeSequence('xyz'), fakeVocabulary.trie);
  assert.equal(getBeginningText(window), undefined);
  await window.apply(window.plan(layout, 'exact'), makeWork());
  assert.equal(getBeginningText(window), 'xy');
  const { token } = await window.sampleFirst(prompt.at(-1) ?? 0);
  assert.equal(token, 'x'.charCodeAt(0));
  assert.deepEqual(
    getSampled(window).map((one) => one.token),
    [token],
  );
  const unhealed = makeWindow();
  await unhealed.apply(unhealed.plan(layout, 'exact'), makeWork());
  assert.equal(getBeginningText(unhealed), undefined);
});

test('probabilities of patched cells are not used after their repair', async () => {
  const window = new KvWindow(new FakeSequence('x'), fakeVocabulary.trie);
  await apply(window, prompt);
  const edited = [...prompt.slice(0, 8), 3, ...prompt.slice(8)];
  await apply(window, edited, { mode: 'patched' });
  await window.sampleFirst(edited.at(-1) ?? 0);
  const healedLayout = makeLayout(edited, { healedPrefix: 'x' });
  assert.equal(window.plan(healedLayout, 'exact').reusePlan, undefined);
  const exactCells = { tokens: window.sequence.tokens.slice(0, window.origins.patchedFrom) };
  await window.apply(window.plan(makeLayout(edited), 'exact', exactCells), makeWork());
  await window.sequence.evaluate(edited.slice(-1));
  window.recordSampled(makeSampled(7));
  assert.notEqual(window.plan(healedLayout, 'exact').reusePlan, undefined);
});

test('the first token is sampled once: typing its letters evaluates nothing', async () => {
  const sequence = new FakeSequence('xyz');
  const window = new KvWindow(sequence, fakeVocabulary.trie);
  await apply(window, prompt);
  await window.sampleFirst(prompt.at(-1) ?? 0);
  const healedLayout = makeLayout(prompt, { healedPrefix: 'x' });
  const plan = window.plan(healedLayout, 'exact');
  assert.deepEqual([plan.reusePlan, plan.cost], [undefined, 0]);
  const ready = await window.apply(plan, makeWork());
  assert.deepEqual(
    ready?.sampledTokens.map(({ token }) => token),
    ['x'.charCodeAt(0)],
  );
  assert.deepEqual(sequence.tokens, prompt);
});
