import assert from 'node:assert/strict';
import test from 'node:test';
import { layOutNew } from '../../../src/completion/window/windowLayout.ts';
import { layOutWhole } from '../../../src/engine/kv/windowChoice.ts';
import { makeWindowFormat } from '../../../src/engine/kv/windowFormat.ts';
import { makeLease, makeWork } from '../../support/windowWork.ts';
import { getWindowReuse } from '../../../src/engine/kv/kvWindow.ts';
import {
  getLayout,
  openDocument,
  otherFile,
  otherUri,
  prefillWhole,
  text,
  uri,
  createView,
  createWork,
} from './windowRepairFixture.ts';

test('with memory for one window a short window is completed in place', async (t) => {
  const { document, repair, pool, model } = await openDocument(t, 1);
  await document.prefill(createView(), makeWork());
  const { window } = document.live;
  assert.ok(repair.isNeeded(document, createView()));
  assert.equal(await repair.run('complete', document, createView(), createWork()), true);
  assert.equal(document.live.window, window);
  assert.deepEqual(getLayout(document), layOutWhole(document.live, createView()));
  assert.ok(model.workMeter.counts.repair > 0);
  assert.ok(!repair.isNeeded(document, createView()));
  assert.deepEqual(pool.all, [document]);
});

test('a file that fits is read completely', async (t) => {
  const { document, repair, model } = await openDocument(t, 2);
  const file = text.slice(0, text.indexOf('\n', 300) + 1);
  const { window } = document.live;
  // All but its first lines.
  const maxSizes = { prompt: file.length - 60, suffix: 0, file: 0 };
  const layout = layOutNew(createView(file), maxSizes, makeWindowFormat(model));
  await window.apply(window.plan(layout, 'exact'), makeWork());
  assert.ok(repair.isNeeded(document, createView(file)));
  assert.equal(await repair.run('complete', document, createView(file), createWork()), true);
  assert.equal(getLayout(document).position.anchor, 0);
});

test('a part of a large file that was hardly used grows only when typing pauses', async (t) => {
  const { document, repair } = await openDocument(t, 2, 'exact', 10);
  await document.prefill(createView(), makeWork());
  assert.equal(await repair.run('complete', document, createView(), createWork()), true);
  assert.ok(getLayout(document).tokens.length <= 100);
  assert.equal(await repair.run('repair', document, createView(), createWork()), true);
  assert.deepEqual(getLayout(document), layOutWhole(document.live, createView()));
});

test('with memory for two windows the second one is filled, and replaces the first', async (t) => {
  const { document, repair, pool } = await openDocument(t, 2);
  await document.prefill(createView(), makeWork());
  const { window } = document.live;
  const cachedTokens = [...window.sequence.tokens];
  assert.equal(await repair.run('complete', document, createView(), createWork()), true);
  assert.notEqual(document.live.window, window);
  assert.deepEqual(getLayout(document), layOutWhole(document.live, createView()));
  assert.equal((await pool.openSpare(uri, makeLease()))?.window, window);
  assert.deepEqual(window.sequence.tokens, cachedTokens, 'The first was in use until then.');
});

test('without room, the window of another document is filled', async (t) => {
  const { document, repair, pool } = await openDocument(t, 2);
  const { cache: other } = await pool.open(otherUri, makeLease());
  await document.prefill(createView(), makeWork());
  assert.equal(await repair.run('complete', document, createView(), createWork()), true);
  assert.equal(document.live.window, other.live.window);
  assert.deepEqual(pool.all, [document]);
});

test('an empty window needs repair', async (t) => {
  const { document, repair } = await openDocument(t, 1);
  assert.ok(repair.isNeeded(document, createView()));
});

test('a repair that evaluates few tokens happens in the window itself', async (t) => {
  const { document, repair } = await openDocument(t, 2, 'patched');
  await prefillWhole(document, createView());
  const { window } = document.live;
  const edited = text.replace('value39', 'v39');
  await document.prefill(createView(edited), makeWork());
  window.origins.patchAfter(window.sequence.tokens.length - 20);
  assert.equal(getWindowReuse(window), 'patched');
  assert.equal(await repair.run('repair', document, createView(edited), createWork()), true);
  assert.equal(document.live.window, window);
  assert.equal(getWindowReuse(window), 'exact');
});

test('patched cells are evaluated again, and cells before them are copied', async (t) => {
  const { document, repair, model } = await openDocument(t, 2, 'patched');
  await prefillWhole(document, createView());
  const { window } = document.live;
  window.origins.patchAfter(window.sequence.tokens.length - 100);
  assert.ok(repair.isNeeded(document, createView()));
  assert.equal(await repair.run('repair', document, createView(), createWork()), true);
  assert.notEqual(document.live.window, window);
  assert.equal(getWindowReuse(document.live.window), 'exact');
  assert.equal(model.workMeter.counts.repair, 101);
  assert.ok(!repair.isNeeded(document, createView()));
});

test('the window in use does not change while its copy is repaired', async (t) => {
  const { document, repair } = await openDocument(t, 2, 'patched');
  await prefillWhole(document, createView());
  const { window } = document.live;
  const cachedTokens = [...window.sequence.tokens];
  window.origins.patchAfter(cachedTokens.length - 200);
  assert.equal(await repair.run('repair', document, createView(), createWork(1)), false);
  assert.equal(document.live.window, window);
  assert.equal(getWindowReuse(window), 'patched');
  assert.deepEqual(window.sequence.tokens, cachedTokens);
});

test('completing and refreshing do not change a patched window that is not short', async (t) => {
  const { document, repair, model } = await openDocument(t, 2, 'patched');
  await prefillWhole(document, createView());
  document.live.window.origins.patchAfter(5);
  for (const job of ['complete', 'refresh'] as const) {
    assert.equal(await repair.run(job, document, createView(), createWork()), true);
  }
  assert.equal(model.workMeter.counts.repair, 0);
  assert.equal(getWindowReuse(document.live.window), 'patched');
});

test('changed context is read by a refresh, and not before', async (t) => {
  const { document, repair, model } = await openDocument(t, 2);
  await prefillWhole(document, createView());
  const at = createView(text, text.length, otherFile);
  assert.ok(repair.isNeeded(document, at));
  assert.equal(await repair.run('complete', document, at, createWork()), true);
  assert.equal(model.workMeter.counts.repair, 0);
  assert.equal(await repair.run('refresh', document, at, createWork()), true);
  assert.notEqual(model.workMeter.counts.repair, 0);
  assert.equal(getLayout(document).position.context, otherFile);
  assert.ok(!repair.isNeeded(document, at));
});

test('each job repairs a short window, and a repair reads changed context', async (t) => {
  for (const job of ['complete', 'refresh', 'repair'] as const) {
    const { document, repair } = await openDocument(t, 1);
    await document.prefill(createView(), makeWork());
    assert.equal(await repair.run(job, document, createView(), createWork()), true);
    assert.deepEqual(getLayout(document), layOutWhole(document.live, createView()));
  }
  const { document, repair } = await openDocument(t, 1);
  await prefillWhole(document, createView());
  const at = createView(text, text.length, otherFile);
  assert.equal(await repair.run('repair', document, at, createWork()), true);
  assert.equal(getLayout(document).position.context, otherFile);
});

test('a partly evaluated window counts as short', async (t) => {
  const { document, repair, model } = await openDocument(t, 1);
  const { window } = document.live;
  const plan = window.plan(layOutWhole(document.live, createView()), 'exact');
  await window.apply(plan, makeWork(), { maxTokens: 100 });
  assert.equal(window.state.kind, 'moving');
  assert.ok(repair.isNeeded(document, createView()));
  assert.equal(await repair.run('complete', document, createView(), createWork()), true);
  assert.equal(model.workMeter.counts.repair, plan.cost - 99);
  assert.deepEqual(getLayout(document), plan.layout);
});

test('a complete and exact window needs no work', async (t) => {
  const { document, repair, model } = await openDocument(t, 2);
  await prefillWhole(document, createView());
  for (const job of ['complete', 'refresh', 'repair'] as const) {
    assert.equal(await repair.run(job, document, createView(), createWork()), true);
  }
  assert.equal(model.workMeter.counts.repair, 0);
});

test('a suffix block that no longer fits is read again by a repair', async (t) => {
  const { document, repair } = await openDocument(t, 1);
  const before = createView(`let a;\n\n${text}`, 7);
  await prefillWhole(document, before);
  const block = getLayout(document).position.suffix;
  assert.ok(block.length > 0);
  const after = createView(`let a;\n\n// ${text}`, 7);
  assert.ok(repair.isNeeded(document, after));
  for (const job of ['complete', 'refresh'] as const) {
    assert.equal(await repair.run(job, document, after, createWork()), true);
  }
  assert.equal(getLayout(document).position.suffix, block);
  assert.equal(await repair.run('repair', document, after, createWork()), true);
  assert.ok(getLayout(document).position.suffix.startsWith('\n// '));
});
