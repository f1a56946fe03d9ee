import assert from 'node:assert/strict';
import test from 'node:test';
import { holdsFile } from '../../../src/completion/window/windowLayout.ts';
import { layOutNext, layOutWhole } from '../../../src/engine/kv/windowChoice.ts';
import { makeLease, makeWork } from '../../support/windowWork.ts';
import {
  layoutOf,
  openDocument,
  otherUri,
  text,
  uri,
  viewAt,
  workFor,
} from './windowRepairFixture.ts';

test('a repair that is interrupted goes on in the window that it has begun to fill', async (t) => {
  const { document, repair, model, pool } = await openDocument(t, 2);
  await document.prepare(viewAt(), makeWork());
  const { window } = document.live;
  assert.equal(await repair.run('complete', document, viewAt(), workFor(2)), false);
  assert.equal(document.live.window, window, 'The first is in use still.');
  const begun = model.work.counts.repair;
  assert.ok(begun > 0);
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  assert.equal((await pool.openSpare(otherUri, makeLease()))?.window, window);
  const { length } = layOutWhole(document.live, viewAt()).tokens;
  assert.equal(model.work.counts.repair, length, 'Each token is evaluated once.');
});

test('a window that is filled is carried along when its document changes', async (t) => {
  const { document, repair, model, pool } = await openDocument(t, 2);
  await document.prepare(viewAt(), makeWork());
  assert.equal(await repair.run('complete', document, viewAt(), workFor(2)), false);
  const above = '// a line above all\n';
  const changes = [{ start: 0, removed: 0, inserted: above.length }];
  pool.changed(uri, changes);
  const moved = viewAt(above + text);
  assert.equal(await repair.run('complete', document, moved, workFor()), true);
  const { length } = layoutOf(document).tokens;
  assert.equal(model.work.counts.repair, length, 'Each token is evaluated once.');
});

test('a document that is closed begins anew', async (t) => {
  const { document, repair, model, pool } = await openDocument(t, 2);
  await document.prepare(viewAt(), makeWork());
  assert.equal(await repair.run('complete', document, viewAt(), workFor(2)), false);
  const begun = model.work.counts.repair;
  pool.closed(uri, text);
  assert.equal(await repair.run('complete', document, viewAt(), workFor()), true);
  const { length } = layOutWhole(document.live, viewAt()).tokens;
  assert.equal(model.work.counts.repair, begun + length);
});

test('a window that was begun with little text above the cursor begins anew', async (t) => {
  const { document, repair } = await openDocument(t, 2);
  await document.prepare(viewAt(), makeWork());
  assert.equal(await repair.run('complete', document, viewAt(), workFor(2)), false);
  const { anchor } = layOutWhole(document.live, viewAt()).place;
  const above = viewAt(text, anchor + 60);
  await document.prepare(above, makeWork());
  assert.equal(await repair.run('complete', document, above, workFor()), true);
  assert.deepEqual(layoutOf(document), layOutWhole(document.live, above));
});

test('a window that was begun far from the cursor is filled for the cursor', async (t) => {
  const { document, repair } = await openDocument(t, 2);
  const far = `${text}${'// between\n'.repeat(100)}${text}`;
  await document.prepare(viewAt(far), makeWork());
  assert.equal(await repair.run('complete', document, viewAt(far), workFor(2)), false);
  const above = viewAt(far, text.length);
  await document.prepare(above, makeWork());
  assert.equal(await repair.run('complete', document, above, workFor()), true);
  assert.deepEqual(layoutOf(document), layOutWhole(document.live, above));
});

test('a window that is filled is kept when the target of the next size has grown', async (t) => {
  const { document, repair, model, pool } = await openDocument(t, 2, 'exact', 13, 4096);
  // Each size of the suffix block ends at another line.
  const lines = 'value = 12345;\n'.repeat(50);
  const [before, after] = ['', 'other = 12345;\n'.repeat(2)].map((typed) =>
    viewAt(lines + typed + lines, lines.length + typed.length),
  );
  assert.ok(before && after);
  await document.prepare(before, makeWork());
  assert.equal(await repair.run('complete', document, before, workFor(1)), false);
  const target = layOutNext(document.live, before);
  const changes = [{ start: before.cursor, removed: 0, inserted: after.cursor - before.cursor }];
  pool.changed(uri, changes);
  await document.prepare(after, makeWork());
  assert.notEqual(layOutNext(document.live, after).place.suffix, target.place.suffix);
  await repair.run('complete', document, after, workFor(3));
  const { place, tokens } = layoutOf(document);
  assert.deepEqual(place, target.place);
  assert.equal(model.work.counts.repair, tokens.length, 'Each token is evaluated once.');
});

test('after a jump in a file that fits what was filled is kept as a patch', async (t) => {
  const { document, repair, model } = await openDocument(t, 2, 'patched');
  const file = text.slice(0, 340);
  const [first, second] = [240, 280].map((offset) => viewAt(file, offset));
  assert.ok(first && second);
  await document.prepare(first, makeWork(), undefined, 'small');
  assert.equal(await repair.run('complete', document, first, workFor(3)), false);
  const begun = model.work.counts.repair;
  await document.prepare(second, makeWork(), undefined, 'small');
  assert.equal(await repair.run('complete', document, second, workFor()), true);
  const layout = layoutOf(document);
  assert.deepEqual(layout, layOutWhole(document.live, second));
  assert.ok(model.work.counts.repair < layout.tokens.length + begun / 2);
});

test('a jump that costs more than a cold window sets the whole file aside, and a repair goes on', async (t) => {
  const { document, repair, model, pool } = await openDocument(t, 2, 'patched', 13);
  const file = text.slice(0, 300);
  const [above, below] = [20, 280].map((offset) => viewAt(file, offset));
  assert.ok(above && below);
  const { window } = document.live;
  await document.prepare(above, makeWork());
  assert.equal(await repair.run('complete', document, above, workFor()), true);
  const whole = document.live.window;
  assert.notEqual(whole, window);
  assert.ok(holdsFile(layoutOf(document), above));
  const evaluated = model.work.counts.repair;
  await document.prepare(below, makeWork());
  assert.equal(document.live.window, window, 'The small one is used again.');
  assert.ok(layoutOf(document).tokens.length <= 76);
  assert.equal((await pool.openSpare(uri, makeLease()))?.isBegun, true);
  assert.equal(await repair.run('complete', document, below, workFor()), true);
  assert.equal(document.live.window, whole);
  assert.deepEqual(layoutOf(document), layOutWhole(document.live, below));
  assert.ok(model.work.counts.repair - evaluated < layoutOf(document).tokens.length);
});

test('where nothing may be patched a whole file is not set aside: it is saved instead', async (t) => {
  const { document, repair } = await openDocument(t, 2, 'exact', 13);
  const file = text.slice(0, 300);
  const [above, below] = [20, 280].map((offset) => viewAt(file, offset));
  assert.ok(above && below);
  await document.prepare(above, makeWork());
  assert.equal(await repair.run('complete', document, above, workFor()), true);
  const whole = document.live.window;
  await document.prepare(below, makeWork());
  assert.equal(document.live.window, whole);
  await document.prepare(above, makeWork());
  assert.deepEqual(layoutOf(document), layOutWhole(document.live, above));
});
