import assert from 'node:assert/strict';
import test from 'node:test';
import { behindEnter } from '../../../src/completion/window/behindEnter.ts';
import { minSavingByRestore } from '../../../src/completion/window/savePolicy.ts';
import { maxPatches } from '../../../src/completion/window/windowPolicy.ts';
import { invalidate, KvWindow } from '../../../src/engine/kv/kvWindow.ts';
import { isWindowWorthSaving, layOutWhole, modeOf } from '../../../src/engine/kv/windowChoice.ts';
import { FakeSequence, fakeVocabulary } from '../../support/fakeSequence.ts';
import { makeLease } from '../../support/windowWork.ts';
import { file, openDocument, request, stateOf, viewAt } from './documentWindowFixture.ts';

test('a window goes on while its document is typed in', async () => {
  const { document } = openDocument();
  await request(document, viewAt(file));
  const { plan } = await request(document, viewAt(`${file}let x`));
  // Nothing was sampled after the prompt before, so that its last token wasn't evaluated.
  assert.equal(plan.cost, 1 + 'let x'.length);
});

test('work ahead of a request is counted under its purpose, and reported once', async () => {
  const { document, model } = openDocument();
  const at = viewAt('let a = 1;\n');
  await document.prefetch(at, 'whole', makeLease());
  const { prefetch, ...others } = model.work.counts;
  assert.equal(prefetch, document.live.window.sequence.tokens.length);
  assert.equal(Math.max(...Object.values(others)), 0);
  assert.deepEqual(document.meter.takeEvaluatedBefore(), { ahead: prefetch, idle: 0 });
  assert.deepEqual(document.meter.takeEvaluatedBefore(), { ahead: 0, idle: 0 });
});

test('a repair is counted under its purpose, and none of its cells belongs to a request', async () => {
  const { document, model } = openDocument();
  await request(document, viewAt(file));
  const { window } = document.live;
  const plan = window.plan(layOutWhole(document.live, viewAt(file)), 'exact');
  const lease = makeLease();
  assert.ok(await document.repair(window, plan, lease, () => 0));
  assert.equal(model.work.counts.repair, plan.cost);
  assert.deepEqual(document.meter.takeEvaluatedBefore(), { ahead: 0, idle: plan.cost });
  assert.equal(document.meter.newFrom, window.sequence.tokens.length);
});

test('a prefetched prompt costs the request nothing, and its first token is known', async () => {
  const { document } = openDocument();
  await document.prefetch(viewAt(file), 'whole', makeLease());
  const { plan, ready, evaluated } = await request(document, viewAt(file));
  assert.deepEqual([plan.cost, evaluated, ready?.sampled.length], [0, 0, 1]);
});

test('patches end once there are too many, until the window is free of them', async () => {
  const { document } = openDocument('patched');
  await request(document, viewAt(file));
  const { origins } = document.live.window;
  for (let patch = 1; patch < maxPatches; patch++) origins.patchAfter(10);
  assert.equal(modeOf(document.live), 'patched');
  origins.patchAfter(10);
  assert.equal(modeOf(document.live), 'rolling');
  origins.truncate(0);
  assert.equal(modeOf(document.live), 'patched');
});

test('a saved window is loaded where it costs less than the live one, which is saved', async () => {
  const { document, saved } = openDocument();
  const far = `${file}${'// between\n'.repeat(100)}${file}`;
  await request(document, viewAt(far, file.length));
  const { window } = document.live;
  const { state } = window;
  assert.equal(state.kind, 'ready');
  const { layout } = state;
  const tokens = [...window.sequence.tokens];
  await request(document, viewAt(far));
  assert.deepEqual([saved.saves, saved.loads], [1, 0]);
  saved.entries = [
    {
      place: layout.place,
      window: {
        state: { id: 'a', document: 'a', tokens, details: null, bytes: 1, usedAt: 0 },
        anchorText: '',
        reuse: 'exact',
        prompt: { layout, sampled: [] },
      },
    },
  ];
  const { plan } = await request(document, viewAt(far, file.length));
  assert.deepEqual([saved.saves, saved.loads], [2, 1]);
  assert.equal(plan.cost, 1);
});

test('a saved window is loaded where it saves at least 32 tokens', async () => {
  const text = file.slice(0, 300);
  for (const [missing, loads] of [
    [minSavingByRestore - 1, 0],
    [minSavingByRestore, 1],
  ] as const) {
    const { document, saved } = openDocument();
    await request(document, viewAt(text));
    const { layout } = stateOf(document);
    const tokens = layout.tokens.slice(0, -1);
    const { place } = layout;
    const state = { id: 'a', document: 'a', tokens, details: null, bytes: 1, usedAt: 0 };
    const prompt = { layout, sampled: [] };
    saved.entries = [{ place, window: { state, anchorText: '', reuse: 'exact', prompt } }];
    await document.live.window.sequence.keep(tokens.length - missing);
    invalidate(document.live.window);
    await request(document, viewAt(text));
    assert.equal(saved.loads, loads, `${missing} tokens are missing.`);
  }
});

test('a saved window that begins right above the cursor is not loaded', async () => {
  const { document, saved, model } = openDocument();
  const far = `${file}${'// another part\n'.repeat(100)}`;
  await request(document, viewAt(far));
  const anchor = file.length - 40;
  const place = { anchor, suffix: '', context: '' };
  const tokens = [model.vocabulary.beginOfText ?? 0, ...fakeVocabulary.tokenize(far.slice(anchor))];
  const parts = [{ kind: 'prefix' as const, tokens }];
  const layout = { place, tokens, parts, heldBack: '', hasAdvanced: false };
  const state = { id: 'a', document: 'a', tokens, details: null, bytes: 1, usedAt: 0 };
  const prompt = { layout, sampled: [] };
  saved.entries = [{ place, window: { state, anchorText: '', reuse: 'exact', prompt } }];
  await request(document, { ...viewAt(far, file.length), rulesOff: ['suffixBlock'] });
  assert.equal(saved.loads, 0);
  await request(document, { ...viewAt(far, file.length + 40), rulesOff: ['suffixBlock'] });
  assert.equal(saved.loads, 1);
});

test('the next line is prefetched where it costs a few tokens, and the document has its prompt still', async () => {
  const { document } = openDocument();
  const line = viewAt('function f() {\n  return 1;');
  await document.prefetch(line, 'whole', makeLease());
  const next = behindEnter(line);
  assert.ok(next && (await document.prefetchNext(next, makeLease())));
  assert.equal(document.live.window.state.kind, 'ahead');
  const { plan } = await request(document, line);
  assert.equal(plan.cost, 0);
  assert.equal(document.live.window.state.kind, 'ready');
});

test('no next prompt is prefetched where it costs more, nor where the window is moving', async () => {
  const { document } = openDocument();
  const line = viewAt('let a = 1;');
  assert.equal(await document.prefetchNext(line, makeLease()), undefined);
  await document.prefetch(line, 'whole', makeLease());
  const longer = viewAt(`let a = 1;${'x'.repeat(9)}`);
  assert.equal(await document.prefetchNext(longer, makeLease()), undefined);
  invalidate(document.live.window);
  assert.equal(await document.prefetchNext(viewAt('let a = 1;\n'), makeLease()), undefined);
});

test('a save on the way to a prompt leaves the window as the plan expects it', async () => {
  const { document, saved } = openDocument('patched');
  const lines = Array.from({ length: 6 }, (_, index) => `  const value${index} = ${index};`);
  const text = `function f() {\n${lines.join('\n')}\n}\n`;
  const cursor = text.indexOf('\n}');
  await document.prefetch(viewAt(text, cursor), 'whole', makeLease());
  const next = behindEnter(viewAt(text, cursor));
  assert.ok(next && (await document.prefetchNext(next, makeLease())), 'It must have gone on.');

  // The user pressed Enter and began a word, and a line far above was deleted.
  const gone = `${lines[2]}\n`;
  const typed = `${next.text.slice(0, next.cursor)}let${next.text.slice(next.cursor)}`;
  const end = next.cursor + 'let'.length - gone.length;
  const { plan } = await request(document, viewAt(typed.replace(gone, ''), end));
  assert.equal(saved.saves, 1, 'Something must have been worth saving.');
  assert.deepEqual(document.live.window.sequence.tokens, plan.layout.tokens.slice(0, -1));
});

test('a window that has gone ahead is saved as the document has it', async () => {
  const { document, saved } = openDocument();
  const line = viewAt('function f() {\n  return 1;');
  await document.prefetch(line, 'whole', makeLease());
  const before = [...document.live.window.sequence.tokens];
  const next = behindEnter(line);
  assert.ok(next && (await document.prefetchNext(next, makeLease())));
  assert.notDeepEqual(document.live.window.sequence.tokens, before);
  await document.save(line.text, makeLease());
  assert.equal(saved.saves, 1);
  assert.equal(document.live.window.state.kind, 'ready');
  assert.deepEqual(document.live.window.sequence.tokens, before);
});

test('a window is worth saving once it holds a prompt of some length', async () => {
  const { document } = openDocument();
  assert.equal(isWindowWorthSaving(document.live), false);
  await request(document, viewAt('let a'));
  assert.equal(isWindowWorthSaving(document.live), false);
  await request(document, viewAt(file));
  assert.equal(isWindowWorthSaving(document.live), true);
  invalidate(document.live.window);
  assert.equal(isWindowWorthSaving(document.live), false);
});

test('the first cell of a request is where its evaluation began', async () => {
  const { document } = openDocument();
  await request(document, viewAt('let a = 1;\n'));
  assert.equal(document.meter.newFrom, 0);
  const held = document.live.window.sequence.tokens.length;
  await request(document, viewAt('let a = 1;\nlet b'));
  assert.equal(document.meter.newFrom, held);
});

test('a change of the document carries its cursor and its window along', async () => {
  const { document } = openDocument();
  await request(document, viewAt(file));
  const { state } = document.live.window;
  assert.equal(state.kind, 'ready');
  document.carry([{ start: 0, removed: 0, inserted: 5 }]);
  assert.equal(document.meter.cursor, file.length + 5);
  const carried = document.live.window.state;
  assert.equal(carried.kind, 'ready');
  assert.equal(carried.layout.place.anchor, state.layout.place.anchor + 5);
});

test('a window that is filled in idle time takes over when it is done', async () => {
  const { document, model } = openDocument();
  await request(document, viewAt('let a = 1;\n'));
  const { window } = document.live;
  const sequence = new FakeSequence('', { sliceTokens: 64, work: model.work });
  const other = new KvWindow(sequence, fakeVocabulary.trie);
  const plan = other.plan(layOutWhole(document.live, viewAt(file)), 'exact');
  const controller = new AbortController();
  const quietMs = () => {
    if (sequence.tokens.length > 0) controller.abort();
    return 0;
  };
  const lease = makeLease(controller.signal);
  assert.equal(await document.repair(other, plan, lease, quietMs), false);
  assert.equal(document.live.window, window);
  const rest = other.plan(plan.layout, 'exact');
  assert.ok(rest.cost < plan.cost);
  assert.equal(await document.repair(other, rest, makeLease(), () => 0), true);
  assert.equal(document.live.window, other);
});
