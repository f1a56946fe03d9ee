import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { Reuse } from '../../../src/completion/cache/reusePlan.ts';
import { layOutNew } from '../../../src/completion/window/windowLayout.ts';
import { windowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import { needsRepair, WindowRepair } from '../../../src/engine/ahead/windowRepair.ts';
import type { DocumentWindow } from '../../../src/engine/kv/documentWindow.ts';
import { makeWindowFormat } from '../../../src/engine/kv/windowFormat.ts';
import { WindowPool } from '../../../src/engine/kv/windowPool.ts';
import { FakeSequence } from '../../support/fakeSequence.ts';
import { makeFakeModel } from '../../support/fakeModel.ts';
import { inMemory } from '../../support/inMemory.ts';
import { hostWith } from '../../support/modelHost.ts';
import { modelSummary } from '../../support/modelSummary.ts';
import { silentLogger } from '../../support/silentLogger.ts';
import { makeLease, makeWork } from '../../support/windowWork.ts';
import { reuseOf } from '../../../src/engine/kv/kvWindow.ts';

const windowTokens = 512;
const bytesOfWindow = windowTokens * new FakeSequence().bytesPerToken;

const [uri, otherUri] = ['file:///a.ts', 'file:///b.ts'] as const;

/** A code unit is a token: far more of them than a cold window takes. */
const text = Array.from({ length: 40 }, (_, index) => `const value${index} = ${index};\n`).join('');

/**
 * A document on a machine with memory for some windows, that reads 500 tokens a second: a cold window
 * has 176 tokens, and the whole one, with twice as many, is read within a second.
 */
async function openDocument(
  t: TestContext,
  windows: number,
  mode: Reuse = 'exact',
  prefillMsPerToken = 2,
) {
  const model = makeFakeModel({
    summary: modelSummary({ windowTokens }),
    prefillMsPerToken,
  });
  const settings = { ...inMemory, mode, memoryBytes: windows * bytesOfWindow };
  const pool = new WindowPool(await hostWith(model, settings), silentLogger, () => undefined);
  t.after(() => {
    pool.dispose();
  });
  const { cache: document } = await pool.open(uri, makeLease());
  return { model, pool, document, repair: new WindowRepair(pool) };
}

function viewAt(of = text, cursor = of.length, context = ''): WindowView {
  return windowView(of, cursor, {
    language: 'typescript',
    context: { text: context, pieces: [] },
  });
}

/** Context of other files: a token for each code unit. */
const otherFile = 'import of another file\n';

/** Repairs until the signal comes. @param maxSlices slices after which it does. */
function workFor(maxSlices = Infinity) {
  const controller = new AbortController();
  let slices = 0;
  return {
    lease: makeLease(controller.signal),
    maxSliceMs: () => {
      if (slices++ >= maxSlices) controller.abort();
      return 200;
    },
  };
}

/** Reads the whole window at once, as on a fast machine. */
async function readWhole(document: DocumentWindow, at: WindowView): Promise<void> {
  const { window } = document;
  await window.apply(window.plan(document.layOutWhole(at), 'exact'), makeWork());
}

function layoutOf({ window: { state } }: DocumentWindow) {
  assert.equal(state.kind, 'ready');
  return state.layout;
}

test('with memory for one window a short window is completed in place', async (t) => {
  const { document, repair, pool, model } = await openDocument(t, 1);
  await document.prepare(viewAt(), makeWork());
  const { window } = document;
  assert.ok(needsRepair(document, viewAt()));
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  assert.equal(document.window, window);
  assert.deepEqual(layoutOf(document), document.layOutWhole(viewAt()));
  assert.ok(model.work.counts.repair > 0);
  assert.ok(!needsRepair(document, viewAt()));
  assert.deepEqual(pool.all, [document]);
});

test('of a file that fits no line is left out', async (t) => {
  const { document, repair, model } = await openDocument(t, 2);
  const file = text.slice(0, text.indexOf('\n', 300) + 1);
  const { window } = document;
  // All but its first lines.
  const most = { prompt: file.length - 60, suffix: 0, file: 0 };
  const layout = layOutNew(viewAt(file), most, makeWindowFormat(model.vocabulary));
  await window.apply(window.plan(layout, 'exact'), makeWork());
  assert.ok(needsRepair(document, viewAt(file)));
  assert.equal(await repair.run('complete', document, viewAt(file), workFor()), true);
  assert.equal(layoutOf(document).place.anchor, 0);
});

test('a part of a large file that was hardly used grows in a rest only', async (t) => {
  const { document, repair } = await openDocument(t, 2, 'exact', 10);
  await document.prepare(viewAt(), makeWork());
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  assert.ok(layoutOf(document).tokens.length <= 100);
  assert.equal(await repair.run('repair', document, viewAt(), workFor()), true);
  assert.deepEqual(layoutOf(document), document.layOutWhole(viewAt()));
});

test('with memory for two windows the second is filled, and takes over', async (t) => {
  const { document, repair, pool } = await openDocument(t, 2);
  await document.prepare(viewAt(), makeWork());
  const { window } = document;
  const held = [...window.sequence.tokens];
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  assert.notEqual(document.window, window);
  assert.deepEqual(layoutOf(document), document.layOutWhole(viewAt()));
  assert.ok(pool.isSpare(window));
  assert.deepEqual(window.sequence.tokens, held, 'The first was in use until then.');
});

test('without room the window of another document is filled', async (t) => {
  const { document, repair, pool } = await openDocument(t, 2);
  const { cache: other } = await pool.open(otherUri, makeLease());
  await document.prepare(viewAt(), makeWork());
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  assert.equal(document.window, other.window);
  assert.deepEqual(pool.all, [document]);
});

test('an empty window needs repair', async (t) => {
  const { document } = await openDocument(t, 1);
  assert.ok(needsRepair(document, viewAt()));
});

test('a repair that evaluates few tokens is made in the window itself', async (t) => {
  const { document, repair, pool } = await openDocument(t, 2, 'patched');
  await readWhole(document, viewAt());
  const { window } = document;
  const edited = text.replace('value39', 'v39');
  await document.prepare(viewAt(edited), makeWork());
  window.origins.patchAfter(window.sequence.tokens.length - 20);
  assert.equal(reuseOf(window), 'patched');
  assert.equal(await repair.run('repair', document, viewAt(edited), workFor()), true);
  assert.equal(document.window, window);
  assert.equal(reuseOf(window), 'exact');
  assert.ok(!pool.isSpare(window));
});

test('patched cells are evaluated again, those before them are copied', async (t) => {
  const { document, repair, model } = await openDocument(t, 2, 'patched');
  await readWhole(document, viewAt());
  const { window } = document;
  window.origins.patchAfter(window.sequence.tokens.length - 100);
  assert.ok(needsRepair(document, viewAt()));
  assert.equal(await repair.run('repair', document, viewAt(), workFor()), true);
  assert.notEqual(document.window, window);
  assert.equal(reuseOf(document.window), 'exact');
  assert.equal(model.work.counts.repair, 101);
  assert.ok(!needsRepair(document, viewAt()));
});

test('while patched cells are repaired elsewhere the window in use stays as it is', async (t) => {
  const { document, repair } = await openDocument(t, 2, 'patched');
  await readWhole(document, viewAt());
  const { window } = document;
  const held = [...window.sequence.tokens];
  window.origins.patchAfter(held.length - 200);
  assert.equal(await repair.run('repair', document, viewAt(), workFor(1)), false);
  assert.equal(document.window, window);
  assert.equal(reuseOf(window), 'patched');
  assert.deepEqual(window.sequence.tokens, held);
});

test('completing and refreshing leave a window alone that is patched and not short', async (t) => {
  const { document, repair, model } = await openDocument(t, 2, 'patched');
  await readWhole(document, viewAt());
  document.window.origins.patchAfter(5);
  for (const job of ['complete', 'refresh'] as const) {
    assert.equal(await repair.run(job, document, viewAt(), workFor()), true);
  }
  assert.equal(model.work.counts.repair, 0);
  assert.equal(reuseOf(document.window), 'patched');
});

test('context that has changed is read by a refresh, and not before', async (t) => {
  const { document, repair, model } = await openDocument(t, 2);
  await readWhole(document, viewAt());
  const at = viewAt(text, text.length, otherFile);
  assert.ok(needsRepair(document, at));
  assert.equal(await repair.run('complete', document, at, workFor()), true);
  assert.equal(model.work.counts.repair, 0);
  assert.equal(await repair.run('refresh', document, at, workFor()), true);
  assert.notEqual(model.work.counts.repair, 0);
  assert.equal(layoutOf(document).place.context, otherFile);
  assert.ok(!needsRepair(document, at));
});

test('each job repairs a window that is short, and a repair reads context that has changed', async (t) => {
  for (const job of ['complete', 'refresh', 'repair'] as const) {
    const { document, repair } = await openDocument(t, 1);
    await document.prepare(viewAt(), makeWork());
    assert.equal(await repair.run(job, document, viewAt(), workFor()), true);
    assert.deepEqual(layoutOf(document), document.layOutWhole(viewAt()));
  }
  const { document, repair } = await openDocument(t, 1);
  await readWhole(document, viewAt());
  const at = viewAt(text, text.length, otherFile);
  assert.equal(await repair.run('repair', document, at, workFor()), true);
  assert.equal(layoutOf(document).place.context, otherFile);
});

test('a window of which a part is evaluated counts as short', async (t) => {
  const { document, repair, model } = await openDocument(t, 1);
  const { window } = document;
  const plan = window.plan(document.layOutWhole(viewAt()), 'exact');
  await window.apply(plan, makeWork(), { maxTokens: 100 });
  assert.equal(window.state.kind, 'moving');
  assert.ok(needsRepair(document, viewAt()));
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
  assert.ok(needsRepair(document, after));
  for (const job of ['complete', 'refresh'] as const) {
    assert.equal(await repair.run(job, document, after, workFor()), true);
  }
  assert.equal(layoutOf(document).place.suffix, block);
  assert.equal(await repair.run('repair', document, after, workFor()), true);
  assert.ok(layoutOf(document).place.suffix.startsWith('\n// '));
});

test('a repair that is interrupted goes on in the window that it has begun to fill', async (t) => {
  const { document, repair, model, pool } = await openDocument(t, 2);
  await document.prepare(viewAt(), makeWork());
  const { window } = document;
  assert.equal(await repair.run('complete', document, viewAt(), workFor(2)), false);
  assert.equal(document.window, window, 'The first is in use still.');
  const begun = model.work.counts.repair;
  assert.ok(begun > 0);
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  assert.ok(pool.isSpare(window));
  const { length } = document.layOutWhole(viewAt()).tokens;
  assert.equal(model.work.counts.repair, length, 'Each token is evaluated once.');
});

test('a window that is filled is carried along when its document changes', async (t) => {
  const { document, repair, model } = await openDocument(t, 2);
  await document.prepare(viewAt(), makeWork());
  assert.equal(await repair.run('complete', document, viewAt(), workFor(2)), false);
  const above = '// a line above all\n';
  const changes = [{ start: 0, removed: 0, inserted: above.length }];
  repair.changed(uri, changes);
  document.carry(changes);
  const moved = viewAt(above + text);
  assert.equal(await repair.run('complete', document, moved, workFor()), true);
  const { length } = layoutOf(document).tokens;
  assert.equal(model.work.counts.repair, length, 'Each token is evaluated once.');
});

test('a document that is closed begins anew', async (t) => {
  const { document, repair, model } = await openDocument(t, 2);
  await document.prepare(viewAt(), makeWork());
  assert.equal(await repair.run('complete', document, viewAt(), workFor(2)), false);
  const begun = model.work.counts.repair;
  repair.closed(uri);
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  const { length } = document.layOutWhole(viewAt()).tokens;
  assert.equal(model.work.counts.repair, begun + length);
});

test('a window that was begun with little text above the cursor begins anew', async (t) => {
  const { document, repair } = await openDocument(t, 2);
  await document.prepare(viewAt(), makeWork());
  assert.equal(await repair.run('complete', document, viewAt(), workFor(2)), false);
  const { anchor } = document.layOutWhole(viewAt()).place;
  const above = viewAt(text, anchor + 60);
  await document.prepare(above, makeWork());
  assert.equal(await repair.run('complete', document, above, workFor()), true);
  assert.deepEqual(layoutOf(document), document.layOutWhole(above));
});

test('a window that was begun far from the cursor is filled for the cursor', async (t) => {
  const { document, repair } = await openDocument(t, 2);
  const far = `${text}${'// between\n'.repeat(100)}${text}`;
  await document.prepare(viewAt(far), makeWork());
  assert.equal(await repair.run('complete', document, viewAt(far), workFor(2)), false);
  const above = viewAt(far, text.length);
  await document.prepare(above, makeWork());
  assert.equal(await repair.run('complete', document, above, workFor()), true);
  assert.deepEqual(layoutOf(document), document.layOutWhole(above));
});
