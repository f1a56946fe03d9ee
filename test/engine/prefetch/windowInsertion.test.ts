import assert from 'node:assert/strict';
import test from 'node:test';
import { layOutWhole } from '../../../src/engine/kv/windowChoice.ts';
import { getWindowReuse } from '../../../src/engine/kv/kvWindow.ts';
import { makeLease, makeWork } from '../../support/windowWork.ts';
import {
  getLayout,
  openDocument,
  otherFile,
  prefillWhole,
  text,
  uri,
  createView,
  createWork,
} from './windowRepairFixture.ts';

/** Time per token: evaluating 390 tokens takes 9.8 s. */
const msPerToken = 25;

/** Runs a job until nothing is left to do. */
async function finish(
  { document, repair }: Pick<Awaited<ReturnType<typeof openDocument>>, 'document' | 'repair'>,
  job: 'complete' | 'refresh' | 'repair',
  at = createView(),
): Promise<void> {
  while (!(await repair.run(job, document, at, createWork())));
}

test('text that takes long to read is inserted in the window piece by piece', async (t) => {
  const { document, repair, pool } = await openDocument(t, 2, 'patched', msPerToken);
  await document.prefill(createView(), makeWork());
  const { window } = document.live;
  const { length } = window.sequence.tokens;
  const sizes = [length];
  while (!(await repair.run('repair', document, createView(), createWork()))) {
    assert.equal(document.live.window, window);
    sizes.push(window.sequence.tokens.length);
    assert.ok((sizes.at(-1) ?? 0) > (sizes.at(-2) ?? 0));
  }
  assert.ok(sizes.length > 3);
  const { position } = getLayout(document);
  assert.equal(text[position.anchor - 1], '\n', 'It begins with a line.');
  assert.ok(!repair.isNeeded(document, createView()));
  assert.deepEqual(pool.all, [document]);
});

test('a part of a larger file grows between two keys only while the user types the completion', async (t) => {
  for (const [job, isTypedAlong, grows] of [
    ['complete', false, false],
    ['complete', true, true],
    ['refresh', false, true],
  ] as const) {
    const { document, repair, model } = await openDocument(t, 2, 'patched', msPerToken);
    for (let cursor = text.length - 100; cursor <= text.length; cursor++) {
      await document.prefill(createView(text, cursor), makeWork());
    }
    const isDone = await repair.run(job, document, createView(), { ...createWork(), isTypedAlong });
    assert.equal(model.workMeter.counts.repair > 0, grows);
    assert.ok(isDone || grows);
  }
});

test('a piece takes as many slices as the pause allows, at least one', async (t) => {
  const grown = [];
  for (const quietMs of [0, 400, 1600]) {
    const { document, repair, model } = await openDocument(t, 2, 'patched', msPerToken);
    await document.prefill(createView(), makeWork());
    await repair.run('repair', document, createView(), {
      ...createWork(),
      getQuietMs: () => quietMs,
    });
    grown.push(model.workMeter.counts.repair);
  }
  const [least = 0, one = 0, four = 0] = grown;
  assert.ok(least === one && one > 0);
  assert.ok(four > 3 * one && four < 6 * one, `${four} and ${one}`);
});

test('after a jump far up in a file the rest of the suffix is inserted, all of it when typing pauses', async (t) => {
  const { document, repair, model } = await openDocument(t, 2, 'patched', 5, 4096);
  await prefillWhole(document, createView());
  const at = createView(text, text.indexOf('const value6'));
  await document.prefill(at, makeWork());
  const getSuffixLength = () => getLayout(document).position.suffix.length;
  const cut = getSuffixLength();
  assert.ok(cut > 0 && cut < 96);
  assert.ok(await repair.run('complete', document, at, { ...createWork(), isTypedAlong: false }));
  assert.equal(getSuffixLength(), cut, 'An answer before the next key comes first.');
  await finish({ document, repair }, 'complete', at);
  assert.ok(getSuffixLength() < 200, 'Between keys it grows no further than models look.');
  const evaluated = model.workMeter.counts.repair;
  await finish({ document, repair }, 'refresh', at);
  const { length } = at.view.suffix;
  assert.ok(getSuffixLength() > 0.6 * length, String(getSuffixLength()));
  const now = model.workMeter.counts.repair - evaluated;
  // The suffix is a comment here, and each piece has a lead, so more tokens are evaluated.
  assert.ok(now < 1.3 * length, `${now} tokens for ${length} that were missing`);
});

test('an aborted insertion keeps the text that was inserted before', async (t) => {
  const { document, repair } = await openDocument(t, 2, 'patched', msPerToken);
  await document.prefill(createView(), makeWork());
  await repair.run('repair', document, createView(), createWork());
  const before = getLayout(document);
  assert.equal(await repair.run('repair', document, createView(), createWork(0)), false);
  assert.deepEqual(getLayout(document), before);
});

test('tokens sampled before an insertion need no evaluation after it', async (t) => {
  const { document, repair, model } = await openDocument(t, 2, 'patched', msPerToken);
  await document.prefetch(createView(), 'whole', makeLease());
  await repair.run('repair', document, createView(), createWork());
  const { prefetch } = model.workMeter.counts;
  await document.prefetch(createView(), 'whole', makeLease());
  assert.equal(model.workMeter.counts.prefetch, prefetch);
});

test('the last cells are evaluated again after a long insertion before them', async (t) => {
  const opened = await openDocument(t, 2, 'patched', msPerToken);
  const { document, model } = opened;
  await document.prefill(createView(), makeWork());
  document.live.window.origins.growAfter(5, 96, document.live.window.sequence.tokens.length);
  // The whole file is in the window.
  const before = model.workMeter.counts.repair;
  const { length } = document.live.window.sequence.tokens;
  assert.ok(document.live.window.origins.isStale(length, 48));
  await finish(opened, 'repair');
  assert.ok(model.workMeter.counts.repair > before);
  assert.ok(
    !document.live.window.origins.isStale(document.live.window.sequence.tokens.length, 128),
  );
  assert.equal(
    getWindowReuse(document.live.window),
    'patched',
    'Cells above them know only what is above them.',
  );
});

test('without patches a second window is filled instead', async (t) => {
  for (const mode of ['exact', 'rolling'] as const) {
    const { document, repair } = await openDocument(t, 2, mode, msPerToken);
    await document.prefill(createView(), makeWork());
    const { window } = document.live;
    assert.equal(await repair.run('repair', document, createView(), createWork()), true);
    assert.notEqual(document.live.window, window);
  }
});

test('a window that was kept for later is completed, and nothing is inserted in the one in use', async (t) => {
  const { document, repair, pool } = await openDocument(t, 2, 'patched', msPerToken);
  await document.prefill(createView(), makeWork());
  const second = await pool.openSpare(uri, makeLease());
  assert.ok(second);
  await second.window.apply(
    second.window.plan(layOutWhole(document.live, createView()), 'exact'),
    makeWork(),
    { maxTokens: 300 },
  );
  assert.equal(await repair.run('repair', document, createView(), createWork()), true);
  assert.equal(document.live.window, second.window);
});

test('context of other files is inserted too', async (t) => {
  const opened = await openDocument(t, 2, 'patched', msPerToken);
  const { document } = opened;
  const at = createView(text, text.length, otherFile);
  await document.prefill(at, makeWork());
  assert.equal(getLayout(document).position.context, '');
  const { window } = document.live;
  await finish(opened, 'repair', at);
  assert.equal(getLayout(document).position.context, otherFile);
  assert.equal(document.live.window, window);
});
