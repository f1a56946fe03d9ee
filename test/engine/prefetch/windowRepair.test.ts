import assert from 'node:assert/strict';
import test from 'node:test';
import { layOutNew } from '../../../src/completion/window/windowLayout.ts';
import { layOutWhole } from '../../../src/engine/kv/windowChoice.ts';
import { makeWindowFormat } from '../../../src/engine/kv/windowFormat.ts';
import { makeLease, makeWork } from '../../support/windowWork.ts';
import { reuseOf } from '../../../src/engine/kv/kvWindow.ts';
import {
  layoutOf,
  openDocument,
  otherFile,
  otherUri,
  readWhole,
  text,
  uri,
  viewAt,
  workFor,
} from './windowRepairFixture.ts';

test('with memory for one window a short window is completed in place', async (t) => {
  const { document, repair, pool, model } = await openDocument(t, 1);
  await document.prepare(viewAt(), makeWork());
  const { window } = document.live;
  assert.ok(repair.isNeeded(document, viewAt()));
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  assert.equal(document.live.window, window);
  assert.deepEqual(layoutOf(document), layOutWhole(document.live, viewAt()));
  assert.ok(model.work.counts.repair > 0);
  assert.ok(!repair.isNeeded(document, viewAt()));
  assert.deepEqual(pool.all, [document]);
});

test('of a file that fits no line is left out', async (t) => {
  const { document, repair, model } = await openDocument(t, 2);
  const file = text.slice(0, text.indexOf('\n', 300) + 1);
  const { window } = document.live;
  // All but its first lines.
  const most = { prompt: file.length - 60, suffix: 0, file: 0 };
  const layout = layOutNew(viewAt(file), most, makeWindowFormat(model.vocabulary));
  await window.apply(window.plan(layout, 'exact'), makeWork());
  assert.ok(repair.isNeeded(document, viewAt(file)));
  assert.equal(await repair.run('complete', document, viewAt(file), workFor()), true);
  assert.equal(layoutOf(document).place.anchor, 0);
});

test('a part of a large file that was hardly used grows in a rest only', async (t) => {
  const { document, repair } = await openDocument(t, 2, 'exact', 10);
  await document.prepare(viewAt(), makeWork());
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  assert.ok(layoutOf(document).tokens.length <= 100);
  assert.equal(await repair.run('repair', document, viewAt(), workFor()), true);
  assert.deepEqual(layoutOf(document), layOutWhole(document.live, viewAt()));
});

test('with memory for two windows the second is filled, and takes over', async (t) => {
  const { document, repair, pool } = await openDocument(t, 2);
  await document.prepare(viewAt(), makeWork());
  const { window } = document.live;
  const held = [...window.sequence.tokens];
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  assert.notEqual(document.live.window, window);
  assert.deepEqual(layoutOf(document), layOutWhole(document.live, viewAt()));
  assert.equal((await pool.openSpare(uri, makeLease()))?.window, window);
  assert.deepEqual(window.sequence.tokens, held, 'The first was in use until then.');
});

test('without room the window of another document is filled', async (t) => {
  const { document, repair, pool } = await openDocument(t, 2);
  const { cache: other } = await pool.open(otherUri, makeLease());
  await document.prepare(viewAt(), makeWork());
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  assert.equal(document.live.window, other.live.window);
  assert.deepEqual(pool.all, [document]);
});

test('an empty window needs repair', async (t) => {
  const { document, repair } = await openDocument(t, 1);
  assert.ok(repair.isNeeded(document, viewAt()));
});

test('a repair that evaluates few tokens is made in the window itself', async (t) => {
  const { document, repair } = await openDocument(t, 2, 'patched');
  await readWhole(document, viewAt());
  const { window } = document.live;
  const edited = text.replace('value39', 'v39');
  await document.prepare(viewAt(edited), makeWork());
  window.origins.patchAfter(window.sequence.tokens.length - 20);
  assert.equal(reuseOf(window), 'patched');
  assert.equal(await repair.run('repair', document, viewAt(edited), workFor()), true);
  assert.equal(document.live.window, window);
  assert.equal(reuseOf(window), 'exact');
});

test('patched cells are evaluated again, those before them are copied', async (t) => {
  const { document, repair, model } = await openDocument(t, 2, 'patched');
  await readWhole(document, viewAt());
  const { window } = document.live;
  window.origins.patchAfter(window.sequence.tokens.length - 100);
  assert.ok(repair.isNeeded(document, viewAt()));
  assert.equal(await repair.run('repair', document, viewAt(), workFor()), true);
  assert.notEqual(document.live.window, window);
  assert.equal(reuseOf(document.live.window), 'exact');
  assert.equal(model.work.counts.repair, 101);
  assert.ok(!repair.isNeeded(document, viewAt()));
});

test('while patched cells are repaired elsewhere the window in use stays as it is', async (t) => {
  const { document, repair } = await openDocument(t, 2, 'patched');
  await readWhole(document, viewAt());
  const { window } = document.live;
  const held = [...window.sequence.tokens];
  window.origins.patchAfter(held.length - 200);
  assert.equal(await repair.run('repair', document, viewAt(), workFor(1)), false);
  assert.equal(document.live.window, window);
  assert.equal(reuseOf(window), 'patched');
  assert.deepEqual(window.sequence.tokens, held);
});

test('completing and refreshing leave a window alone that is patched and not short', async (t) => {
  const { document, repair, model } = await openDocument(t, 2, 'patched');
  await readWhole(document, viewAt());
  document.live.window.origins.patchAfter(5);
  for (const job of ['complete', 'refresh'] as const) {
    assert.equal(await repair.run(job, document, viewAt(), workFor()), true);
  }
  assert.equal(model.work.counts.repair, 0);
  assert.equal(reuseOf(document.live.window), 'patched');
});

test('context that has changed is read by a refresh, and not before', async (t) => {
  const { document, repair, model } = await openDocument(t, 2);
  await readWhole(document, viewAt());
  const at = viewAt(text, text.length, otherFile);
  assert.ok(repair.isNeeded(document, at));
  assert.equal(await repair.run('complete', document, at, workFor()), true);
  assert.equal(model.work.counts.repair, 0);
  assert.equal(await repair.run('refresh', document, at, workFor()), true);
  assert.notEqual(model.work.counts.repair, 0);
  assert.equal(layoutOf(document).place.context, otherFile);
  assert.ok(!repair.isNeeded(document, at));
});

test('each job repairs a window that is short, and a repair reads context that has changed', async (t) => {
  for (const job of ['complete', 'refresh', 'repair'] as const) {
    const { document, repair } = await openDocument(t, 1);
    await document.prepare(viewAt(), makeWork());
    assert.equal(await repair.run(job, document, viewAt(), workFor()), true);
    assert.deepEqual(layoutOf(document), layOutWhole(document.live, viewAt()));
  }
  const { document, repair } = await openDocument(t, 1);
  await readWhole(document, viewAt());
  const at = viewAt(text, text.length, otherFile);
  assert.equal(await repair.run('repair', document, at, workFor()), true);
  assert.equal(layoutOf(document).place.context, otherFile);
});

test('a window of which a part is evaluated counts as short', async (t) => {
  const { document, repair, model } = await openDocument(t, 1);
  const { window } = document.live;
  const plan = window.plan(layOutWhole(document.live, viewAt()), 'exact');
  await window.apply(plan, makeWork(), { maxTokens: 100 });
  assert.equal(window.state.kind, 'moving');
  assert.ok(repair.isNeeded(document, viewAt()));
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  assert.equal(model.work.counts.repair, plan.cost - 99);
  assert.deepEqual(layoutOf(document), plan.layout);
});

test('a window that is as it should be needs no work', async (t) => {
  const { document, repair, model } = await openDocument(t, 2);
  await readWhole(document, viewAt());
  for (const job of ['complete', 'refresh', 'repair'] as const) {
    assert.equal(await repair.run(job, document, viewAt(), workFor()), true);
  }
  assert.equal(model.work.counts.repair, 0);
});

test('a suffix block that no longer fits is read again by a repair', async (t) => {
  const { document, repair } = await openDocument(t, 1);
  const before = viewAt(`let a;\n\n${text}`, 7);
  await readWhole(document, before);
  const block = layoutOf(document).place.suffix;
  assert.ok(block.length > 0);
  const after = viewAt(`let a;\n\n// ${text}`, 7);
  assert.ok(repair.isNeeded(document, after));
  for (const job of ['complete', 'refresh'] as const) {
    assert.equal(await repair.run(job, document, after, workFor()), true);
  }
  assert.equal(layoutOf(document).place.suffix, block);
  assert.equal(await repair.run('repair', document, after, workFor()), true);
  assert.ok(layoutOf(document).place.suffix.startsWith('\n// '));
});
