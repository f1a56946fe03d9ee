import assert from 'node:assert/strict';
import test from 'node:test';
import { holdsFile } from '../../../src/completion/window/windowLayout.ts';
import { layOutNext, layOutWhole } from '../../../src/engine/kv/windowChoice.ts';
import { makeLease, makeWork } from '../../support/windowWork.ts';
import {
  getLayout,
  openDocument,
  otherUri,
  text,
  uri,
  createView,
  createWork,
} from './windowRepairFixture.ts';

test('an interrupted repair resumes in the window that it has begun to fill', async (t) => {
  const { document, repair, model, pool } = await openDocument(t, 2);
  await document.prefill(createView(), makeWork());
  const { window } = document.live;
  assert.equal(await repair.run('complete', document, createView(), createWork(2)), false);
  assert.equal(document.live.window, window, 'The first is in use still.');
  const repairTokensBefore = model.workMeter.counts.repair;
  assert.ok(repairTokensBefore > 0);
  assert.equal(await repair.run('complete', document, createView(), createWork()), true);
  assert.equal((await pool.openSpare(otherUri, makeLease()))?.window, window);
  const { length } = layOutWhole(document.live, createView()).tokens;
  assert.equal(model.workMeter.counts.repair, length, 'Each token is evaluated once.');
});

test('a window that is being filled follows changes of its document', async (t) => {
  const { document, repair, model, pool } = await openDocument(t, 2);
  await document.prefill(createView(), makeWork());
  assert.equal(await repair.run('complete', document, createView(), createWork(2)), false);
  const above = '// a line above all\n';
  const changes = [{ start: 0, removedLength: 0, insertedLength: above.length }];
  pool.handleDocumentChange(uri, changes);
  const moved = createView(above + text);
  assert.equal(await repair.run('complete', document, moved, createWork()), true);
  const { length } = getLayout(document).tokens;
  assert.equal(model.workMeter.counts.repair, length, 'Each token is evaluated once.');
});

test('a closed document starts over', async (t) => {
  const { document, repair, model, pool } = await openDocument(t, 2);
  await document.prefill(createView(), makeWork());
  assert.equal(await repair.run('complete', document, createView(), createWork(2)), false);
  const repairTokensBefore = model.workMeter.counts.repair;
  pool.handleDocumentClose(uri, text);
  assert.equal(await repair.run('complete', document, createView(), createWork()), true);
  const { length } = layOutWhole(document.live, createView()).tokens;
  assert.equal(model.workMeter.counts.repair, repairTokensBefore + length);
});

test('a window that was begun with little text above the cursor starts over', async (t) => {
  const { document, repair } = await openDocument(t, 2);
  await document.prefill(createView(), makeWork());
  assert.equal(await repair.run('complete', document, createView(), createWork(2)), false);
  const { anchor } = layOutWhole(document.live, createView()).position;
  const above = createView(text, anchor + 60);
  await document.prefill(above, makeWork());
  assert.equal(await repair.run('complete', document, above, createWork()), true);
  assert.deepEqual(getLayout(document), layOutWhole(document.live, above));
});

test('a window that was begun far from the cursor is filled around the cursor', async (t) => {
  const { document, repair } = await openDocument(t, 2);
  const far = `${text}${'// between\n'.repeat(100)}${text}`;
  await document.prefill(createView(far), makeWork());
  assert.equal(await repair.run('complete', document, createView(far), createWork(2)), false);
  const above = createView(far, text.length);
  await document.prefill(above, makeWork());
  assert.equal(await repair.run('complete', document, above, createWork()), true);
  assert.deepEqual(getLayout(document), layOutWhole(document.live, above));
});

test('a filled window is kept when the target of the next size has grown', async (t) => {
  const { document, repair, model, pool } = await openDocument(t, 2, 'exact', 13, 4096);
  // Each size of the suffix block ends at another line.
  const lines = 'value = 12345;\n'.repeat(50);
  const [before, after] = ['', 'other = 12345;\n'.repeat(2)].map((typed) =>
    createView(lines + typed + lines, lines.length + typed.length),
  );
  assert.ok(before && after);
  await document.prefill(before, makeWork());
  assert.equal(await repair.run('complete', document, before, createWork(1)), false);
  const target = layOutNext(document.live, before);
  const changes = [
    { start: before.cursor, removedLength: 0, insertedLength: after.cursor - before.cursor },
  ];
  pool.handleDocumentChange(uri, changes);
  await document.prefill(after, makeWork());
  assert.notEqual(layOutNext(document.live, after).position.suffix, target.position.suffix);
  await repair.run('complete', document, after, createWork(3));
  const { position, tokens } = getLayout(document);
  assert.deepEqual(position, target.position);
  assert.equal(model.workMeter.counts.repair, tokens.length, 'Each token is evaluated once.');
});

test('after a jump in a file that fits, the filled text is kept as a patch', async (t) => {
  const { document, repair, model } = await openDocument(t, 2, 'patched');
  const file = text.slice(0, 340);
  const [first, second] = [240, 280].map((offset) => createView(file, offset));
  assert.ok(first && second);
  await document.prefill(first, makeWork(), undefined, 'small');
  assert.equal(await repair.run('complete', document, first, createWork(3)), false);
  const repairTokensBefore = model.workMeter.counts.repair;
  await document.prefill(second, makeWork(), undefined, 'small');
  assert.equal(await repair.run('complete', document, second, createWork()), true);
  const layout = getLayout(document);
  assert.deepEqual(layout, layOutWhole(document.live, second));
  assert.ok(model.workMeter.counts.repair < layout.tokens.length + repairTokensBefore / 2);
});

test('a jump that costs more than a cold window keeps the whole window for later, and a repair continues it', async (t) => {
  const { document, repair, model, pool } = await openDocument(t, 2, 'patched', 13);
  const file = text.slice(0, 300);
  const [above, below] = [20, 280].map((offset) => createView(file, offset));
  assert.ok(above && below);
  const { window } = document.live;
  await document.prefill(above, makeWork());
  assert.equal(await repair.run('complete', document, above, createWork()), true);
  const whole = document.live.window;
  assert.notEqual(whole, window);
  assert.ok(holdsFile(getLayout(document), above));
  const evaluated = model.workMeter.counts.repair;
  await document.prefill(below, makeWork());
  assert.equal(document.live.window, window, 'The small one is used again.');
  assert.ok(getLayout(document).tokens.length <= 76);
  assert.equal((await pool.openSpare(uri, makeLease()))?.isBegun, true);
  assert.equal(await repair.run('complete', document, below, createWork()), true);
  assert.equal(document.live.window, whole);
  assert.deepEqual(getLayout(document), layOutWhole(document.live, below));
  assert.ok(model.workMeter.counts.repair - evaluated < getLayout(document).tokens.length);
});

test('without patches a whole window is saved instead of being kept for later', async (t) => {
  const { document, repair } = await openDocument(t, 2, 'exact', 13);
  const file = text.slice(0, 300);
  const [above, below] = [20, 280].map((offset) => createView(file, offset));
  assert.ok(above && below);
  await document.prefill(above, makeWork());
  assert.equal(await repair.run('complete', document, above, createWork()), true);
  const whole = document.live.window;
  await document.prefill(below, makeWork());
  assert.equal(document.live.window, whole);
  await document.prefill(above, makeWork());
  assert.deepEqual(getLayout(document), layOutWhole(document.live, above));
});
