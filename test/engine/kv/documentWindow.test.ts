import assert from 'node:assert/strict';
import test from 'node:test';
import { createNextLineView } from '../../../src/completion/window/nextLineView.ts';
import { minSavingByRestore } from '../../../src/completion/window/savePolicy.ts';
import { maxPatches } from '../../../src/completion/window/windowPolicy.ts';
import { invalidate, KvWindow } from '../../../src/engine/kv/kvWindow.ts';
import {
  isWindowWorthSaving,
  layOutWhole,
  resolveReuseMode,
} from '../../../src/engine/kv/windowChoice.ts';
import { FakeSequence, fakeVocabulary } from '../../support/fakeSequence.ts';
import { makeLease } from '../../support/windowWork.ts';
import { file, openDocument, request, getState, createView } from './documentWindowFixture.ts';

test('a window continues while the user types in its document', async () => {
  const { document } = openDocument();
  await request(document, createView(file));
  const { plan } = await request(document, createView(`${file}let x`));
  // Nothing was sampled after the prompt before, so that its last token wasn't evaluated.
  assert.equal(plan.cost, 1 + 'let x'.length);
});

test('work before a request is counted under its purpose, and reported once', async () => {
  const { document, model } = openDocument();
  const at = createView('let a = 1;\n');
  await document.prefetch(at, 'whole', makeLease());
  const { prefetch, ...others } = model.workMeter.counts;
  assert.equal(prefetch, document.live.window.sequence.tokens.length);
  assert.equal(Math.max(...Object.values(others)), 0);
  assert.deepEqual(document.meter.takeEvaluatedTokens(), {
    prefetchedTokens: prefetch,
    repairTokens: 0,
  });
  assert.deepEqual(document.meter.takeEvaluatedTokens(), { prefetchedTokens: 0, repairTokens: 0 });
});

test('a repair is counted under its purpose, and none of its cells belongs to a request', async () => {
  const { document, model } = openDocument();
  await request(document, createView(file));
  const { window } = document.live;
  const plan = window.plan(layOutWhole(document.live, createView(file)), 'exact');
  const lease = makeLease();
  assert.ok(await document.repair(window, plan, lease, () => 0));
  assert.equal(model.workMeter.counts.repair, plan.cost);
  assert.deepEqual(document.meter.takeEvaluatedTokens(), {
    prefetchedTokens: 0,
    repairTokens: plan.cost,
  });
  assert.equal(document.meter.firstNewCell, window.sequence.tokens.length);
});

test('a prefetched prompt costs the request nothing, and its first token is known', async () => {
  const { document } = openDocument();
  await document.prefetch(createView(file), 'whole', makeLease());
  const { plan, ready, evaluated } = await request(document, createView(file));
  assert.deepEqual([plan.cost, evaluated, ready?.sampledTokens.length], [0, 0, 1]);
});

test('patches are disallowed once there are too many, until the window has none', async () => {
  const { document } = openDocument('patched');
  await request(document, createView(file));
  const { origins } = document.live.window;
  for (let patch = 1; patch < maxPatches; patch++) origins.patchAfter(10);
  assert.equal(resolveReuseMode(document.live), 'patched');
  origins.patchAfter(10);
  assert.equal(resolveReuseMode(document.live), 'rolling');
  origins.truncate(0);
  assert.equal(resolveReuseMode(document.live), 'patched');
});

test('a saved window is loaded if it costs less than the live one, which is saved', async () => {
  const { document, saved } = openDocument();
  const far = `${file}${'// between\n'.repeat(100)}${file}`;
  await request(document, createView(far, file.length));
  const { window } = document.live;
  const { state } = window;
  assert.equal(state.kind, 'ready');
  const { layout } = state;
  const tokens = [...window.sequence.tokens];
  await request(document, createView(far));
  assert.deepEqual([saved.saves, saved.loads], [1, 0]);
  saved.entries = [
    {
      position: layout.position,
      window: {
        state: { id: 'a', document: 'a', tokens, details: null, bytes: 1, usedAt: 0 },
        anchorText: '',
        reuse: 'exact',
        prompt: { layout, sampledTokens: [] },
      },
    },
  ];
  const { plan } = await request(document, createView(far, file.length));
  assert.deepEqual([saved.saves, saved.loads], [2, 1]);
  assert.equal(plan.cost, 1);
});

test('a saved window is loaded if it saves at least 32 tokens', async () => {
  const text = file.slice(0, 300);
  for (const [missing, loads] of [
    [minSavingByRestore - 1, 0],
    [minSavingByRestore, 1],
  ] as const) {
    const { document, saved } = openDocument();
    await request(document, createView(text));
    const { layout } = getState(document);
    const tokens = layout.tokens.slice(0, -1);
    const { position } = layout;
    const state = { id: 'a', document: 'a', tokens, details: null, bytes: 1, usedAt: 0 };
    const prompt = { layout, sampledTokens: [] };
    saved.entries = [{ position, window: { state, anchorText: '', reuse: 'exact', prompt } }];
    await document.live.window.sequence.truncate(tokens.length - missing);
    invalidate(document.live.window);
    await request(document, createView(text));
    assert.equal(saved.loads, loads, `${missing} tokens are missing.`);
  }
});

test('a saved window that begins right above the cursor is not loaded', async () => {
  const { document, saved, model } = openDocument();
  const far = `${file}${'// another part\n'.repeat(100)}`;
  await request(document, createView(far));
  const anchor = file.length - 40;
  const position = { anchor, suffix: '', context: '' };
  const tokens = [model.vocabulary.beginOfText ?? 0, ...fakeVocabulary.tokenize(far.slice(anchor))];
  const parts = [{ kind: 'prefix' as const, tokens }];
  const layout = { position, tokens, parts, healedPrefix: '', hasAdvanced: false };
  const state = { id: 'a', document: 'a', tokens, details: null, bytes: 1, usedAt: 0 };
  const prompt = { layout, sampledTokens: [] };
  saved.entries = [{ position, window: { state, anchorText: '', reuse: 'exact', prompt } }];
  await request(document, { ...createView(far, file.length), disabledRules: ['suffixBlock'] });
  assert.equal(saved.loads, 0);
  await request(document, { ...createView(far, file.length + 40), disabledRules: ['suffixBlock'] });
  assert.equal(saved.loads, 1);
});

test('the next line is prefetched if it costs a few tokens and the document still has its prompt', async () => {
  const { document } = openDocument();
  const line = createView('function f() {\n  return 1;');
  await document.prefetch(line, 'whole', makeLease());
  const next = createNextLineView(line);
  assert.ok(next && (await document.prefetchNext(next, makeLease())));
  assert.equal(document.live.window.state.kind, 'ahead');
  const { plan } = await request(document, line);
  assert.equal(plan.cost, 0);
  assert.equal(document.live.window.state.kind, 'ready');
});

test('no next prompt is prefetched if it costs more, or while the window is moving', async () => {
  const { document } = openDocument();
  const line = createView('let a = 1;');
  assert.equal(await document.prefetchNext(line, makeLease()), undefined);
  await document.prefetch(line, 'whole', makeLease());
  const longer = createView(`let a = 1;${'x'.repeat(9)}`);
  assert.equal(await document.prefetchNext(longer, makeLease()), undefined);
  invalidate(document.live.window);
  assert.equal(await document.prefetchNext(createView('let a = 1;\n'), makeLease()), undefined);
});

test('a save before a prompt leaves the window as the plan expects it', async () => {
  const { document, saved } = openDocument('patched');
  const lines = Array.from({ length: 6 }, (_, index) => `  const value${index} = ${index};`);
  const text = `function f() {\n${lines.join('\n')}\n}\n`;
  const cursor = text.indexOf('\n}');
  await document.prefetch(createView(text, cursor), 'whole', makeLease());
  const next = createNextLineView(createView(text, cursor));
  assert.ok(next && (await document.prefetchNext(next, makeLease())), 'It must have gone on.');

  // The user pressed Enter and began a word, and a line far above was deleted.
  const gone = `${lines[2]}\n`;
  const typed = `${next.text.slice(0, next.cursor)}let${next.text.slice(next.cursor)}`;
  const end = next.cursor + 'let'.length - gone.length;
  const { plan } = await request(document, createView(typed.replace(gone, ''), end));
  assert.equal(saved.saves, 1, 'Something must have been worth saving.');
  assert.deepEqual(document.live.window.sequence.tokens, plan.layout.tokens.slice(0, -1));
});

test('a window that holds the next prompt is saved with the prompt of the document', async () => {
  const { document, saved } = openDocument();
  const line = createView('function f() {\n  return 1;');
  await document.prefetch(line, 'whole', makeLease());
  const before = [...document.live.window.sequence.tokens];
  const next = createNextLineView(line);
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
  await request(document, createView('let a'));
  assert.equal(isWindowWorthSaving(document.live), false);
  await request(document, createView(file));
  assert.equal(isWindowWorthSaving(document.live), true);
  invalidate(document.live.window);
  assert.equal(isWindowWorthSaving(document.live), false);
});

test('the first cell of a request is where its evaluation began', async () => {
  const { document } = openDocument();
  await request(document, createView('let a = 1;\n'));
  assert.equal(document.meter.firstNewCell, 0);
  const cachedCount = document.live.window.sequence.tokens.length;
  await request(document, createView('let a = 1;\nlet b'));
  assert.equal(document.meter.firstNewCell, cachedCount);
});

test('a change of the document moves its cursor and its window', async () => {
  const { document } = openDocument();
  await request(document, createView(file));
  const { state } = document.live.window;
  assert.equal(state.kind, 'ready');
  document.carry([{ start: 0, removedLength: 0, insertedLength: 5 }]);
  assert.equal(document.meter.cursor, file.length + 5);
  const carried = document.live.window.state;
  assert.equal(carried.kind, 'ready');
  assert.equal(carried.layout.position.anchor, state.layout.position.anchor + 5);
});

test('a window that is filled in idle time replaces the other one when it is complete', async () => {
  const { document, model } = openDocument();
  await request(document, createView('let a = 1;\n'));
  const { window } = document.live;
  const sequence = new FakeSequence('', { sliceTokens: 64, work: model.workMeter });
  const other = new KvWindow(sequence, fakeVocabulary.trie);
  const plan = other.plan(layOutWhole(document.live, createView(file)), 'exact');
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
