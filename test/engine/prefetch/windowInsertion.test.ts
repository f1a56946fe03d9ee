import assert from 'node:assert/strict';
import test from 'node:test';
import { layOutWhole } from '../../../src/engine/kv/windowChoice.ts';
import { reuseOf } from '../../../src/engine/kv/kvWindow.ts';
import { makeLease, makeWork } from '../../support/windowWork.ts';
import {
  layoutOf,
  openDocument,
  otherFile,
  readWhole,
  text,
  uri,
  viewAt,
  workFor,
} from './windowRepairFixture.ts';

/** Time per token: evaluating 390 tokens takes 9.8 s. */
const msPerToken = 25;

/** Runs a job until nothing is left to do. */
async function finish(
  { document, repair }: Pick<Awaited<ReturnType<typeof openDocument>>, 'document' | 'repair'>,
  job: 'complete' | 'refresh' | 'repair',
  at = viewAt(),
): Promise<void> {
  while (!(await repair.run(job, document, at, workFor())));
}

test('what takes long to read is inserted in the window, piece by piece', async (t) => {
  const { document, repair, pool } = await openDocument(t, 2, 'patched', msPerToken);
  await document.prepare(viewAt(), makeWork());
  const { window } = document.live;
  const { length } = window.sequence.tokens;
  const sizes = [length];
  while (!(await repair.run('repair', document, viewAt(), workFor()))) {
    assert.equal(document.live.window, window);
    sizes.push(window.sequence.tokens.length);
    assert.ok((sizes.at(-1) ?? 0) > (sizes.at(-2) ?? 0));
  }
  assert.ok(sizes.length > 3);
  const { place } = layoutOf(document);
  assert.equal(text[place.anchor - 1], '\n', 'It begins with a line.');
  assert.ok(!repair.isNeeded(document, viewAt()));
  assert.deepEqual(pool.all, [document]);
});

test('a part of a larger file grows between two keys only while it is typed along', async (t) => {
  for (const [job, isTypedAlong, grows] of [
    ['complete', false, false],
    ['complete', true, true],
    ['refresh', false, true],
  ] as const) {
    const { document, repair, model } = await openDocument(t, 2, 'patched', msPerToken);
    for (let cursor = text.length - 100; cursor <= text.length; cursor++) {
      await document.prepare(viewAt(text, cursor), makeWork());
    }
    const isDone = await repair.run(job, document, viewAt(), { ...workFor(), isTypedAlong });
    assert.equal(model.work.counts.repair > 0, grows);
    assert.ok(isDone || grows);
  }
});

test('a piece takes as many slices as the rest allows, at least one', async (t) => {
  const grown = [];
  for (const quietMs of [0, 400, 1600]) {
    const { document, repair, model } = await openDocument(t, 2, 'patched', msPerToken);
    await document.prepare(viewAt(), makeWork());
    await repair.run('repair', document, viewAt(), { ...workFor(), quietMs: () => quietMs });
    grown.push(model.work.counts.repair);
  }
  const [least = 0, one = 0, four = 0] = grown;
  assert.ok(least === one && one > 0);
  assert.ok(four > 3 * one && four < 6 * one, `${four} and ${one}`);
});

test('after a jump far up in a file the rest of the suffix is inserted, in a rest all of it', async (t) => {
  const { document, repair, model } = await openDocument(t, 2, 'patched', 5, 4096);
  await readWhole(document, viewAt());
  const at = viewAt(text, text.indexOf('const value6'));
  await document.prepare(at, makeWork());
  const suffixOf = () => layoutOf(document).place.suffix.length;
  const cut = suffixOf();
  assert.ok(cut > 0 && cut < 96);
  assert.ok(await repair.run('complete', document, at, { ...workFor(), isTypedAlong: false }));
  assert.equal(suffixOf(), cut, 'An answer before the next key comes first.');
  await finish({ document, repair }, 'complete', at);
  assert.ok(suffixOf() < 200, 'Between keys it grows no further than models look.');
  const evaluated = model.work.counts.repair;
  await finish({ document, repair }, 'refresh', at);
  const { length } = at.view.suffix;
  assert.ok(suffixOf() > 0.6 * length, String(suffixOf()));
  const now = model.work.counts.repair - evaluated;
  // The suffix is a comment here, and each piece has a lead, so more tokens are evaluated.
  assert.ok(now < 1.3 * length, `${now} tokens for ${length} that were missing`);
});

test('a signal leaves what was inserted before', async (t) => {
  const { document, repair } = await openDocument(t, 2, 'patched', msPerToken);
  await document.prepare(viewAt(), makeWork());
  await repair.run('repair', document, viewAt(), workFor());
  const before = layoutOf(document);
  assert.equal(await repair.run('repair', document, viewAt(), workFor(0)), false);
  assert.deepEqual(layoutOf(document), before);
});

test('what was sampled before an insertion needs no evaluation after it', async (t) => {
  const { document, repair, model } = await openDocument(t, 2, 'patched', msPerToken);
  await document.prefetch(viewAt(), 'whole', makeLease());
  await repair.run('repair', document, viewAt(), workFor());
  const { prefetch } = model.work.counts;
  await document.prefetch(viewAt(), 'whole', makeLease());
  assert.equal(model.work.counts.prefetch, prefetch);
});

test('the last cells are evaluated again after much was inserted before them', async (t) => {
  const opened = await openDocument(t, 2, 'patched', msPerToken);
  const { document, model } = opened;
  await document.prepare(viewAt(), makeWork());
  document.live.window.origins.growAfter(5, 96, document.live.window.sequence.tokens.length);
  // The whole file is in the window.
  const before = model.work.counts.repair;
  const { length } = document.live.window.sequence.tokens;
  assert.ok(document.live.window.origins.isStale(length, 48));
  await finish(opened, 'repair');
  assert.ok(model.work.counts.repair > before);
  assert.ok(
    !document.live.window.origins.isStale(document.live.window.sequence.tokens.length, 128),
  );
  assert.equal(
    reuseOf(document.live.window),
    'patched',
    'Cells above them know only what is above them.',
  );
});

test('where no cell may be patched a second window is filled instead', async (t) => {
  for (const mode of ['exact', 'rolling'] as const) {
    const { document, repair } = await openDocument(t, 2, mode, msPerToken);
    await document.prepare(viewAt(), makeWork());
    const { window } = document.live;
    assert.equal(await repair.run('repair', document, viewAt(), workFor()), true);
    assert.notEqual(document.live.window, window);
  }
});

test('a window that was set aside is completed, and nothing is inserted in the one in use', async (t) => {
  const { document, repair, pool } = await openDocument(t, 2, 'patched', msPerToken);
  await document.prepare(viewAt(), makeWork());
  const second = await pool.openSpare(uri, makeLease());
  assert.ok(second);
  await second.window.apply(
    second.window.plan(layOutWhole(document.live, viewAt()), 'exact'),
    makeWork(),
    { maxTokens: 300 },
  );
  assert.equal(await repair.run('repair', document, viewAt(), workFor()), true);
  assert.equal(document.live.window, second.window);
});

test('context of other files is inserted, too', async (t) => {
  const opened = await openDocument(t, 2, 'patched', msPerToken);
  const { document } = opened;
  const at = viewAt(text, text.length, otherFile);
  await document.prepare(at, makeWork());
  assert.equal(layoutOf(document).place.context, '');
  const { window } = document.live;
  await finish(opened, 'repair', at);
  assert.equal(layoutOf(document).place.context, otherFile);
  assert.equal(document.live.window, window);
});
