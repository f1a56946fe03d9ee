/** The part of a document's window that is evaluated for a request and after a move of the cursor. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { maxColdTokens, type Reach } from '../../../src/completion/window/windowPolicy.ts';
import { makeLease } from '../../support/windowWork.ts';
import {
  file,
  openDocument,
  prefillWhole,
  request,
  getState,
  createView,
} from './documentWindowFixture.ts';
import { getWindowReuse } from '../../../src/engine/kv/kvWindow.ts';

test('a document that costs at most two cold windows is read at once', async () => {
  const { document } = openDocument();
  const text = file.slice(0, 340);
  const { plan, evaluated } = await request(document, createView(text));
  assert.equal(plan.layout.position.anchor, 0);
  assert.equal(evaluated, plan.layout.tokens.length - 1);
});

test('a larger document is read up to the size of a cold window', async () => {
  const { document } = openDocument();
  const { plan, ready } = await request(document, createView(file));
  assert.ok(ready);
  assert.ok(plan.cost <= 176 && plan.cost > 120, String(plan.cost));
  assert.ok(plan.layout.position.anchor > 0);
});

test('on a slow machine the cold window is smaller', async () => {
  const { document } = openDocument('exact', 10);
  const { plan } = await request(document, createView(file));
  assert.ok(plan.cost <= 100 && plan.cost > 50, String(plan.cost));
});

test('a cursor that was only placed reads at most a cold window', async () => {
  const { document, model } = openDocument();
  const ready = await document.prefetch(createView(file.slice(0, 340)), 'small', makeLease());
  assert.ok(ready);
  assert.ok(model.workMeter.counts.prefetch <= 176, String(model.workMeter.counts.prefetch));
});

test('a cursor that was only placed reads a part of a longer prompt in the existing window', async () => {
  const { document, model } = openDocument();
  await request(document, createView(file));
  const { layout } = getState(document);
  // It costs more than a cold window and less than four of them.
  const longer = `${file}${'// more\n'.repeat(40)}`;
  const ahead = model.workMeter.counts.prefetch;
  assert.equal(await document.prefetch(createView(longer), 'small', makeLease()), undefined);
  const { window } = document.live;
  assert.equal(model.workMeter.counts.prefetch - ahead, maxColdTokens - 1);
  assert.equal(window.state.kind, 'moving');
  assert.equal(window.state.layout.position.anchor, layout.position.anchor);
  // A request evaluates the rest.
  const { plan, ready } = await request(document, createView(longer));
  assert.ok(ready);
  assert.ok(plan.cost > 0 && plan.cost < 320 - 100, String(plan.cost));
});

test('without a waiting request a prompt is evaluated exactly, up to a cold window', async () => {
  const at = (distance: number) => {
    const cursor = file.length - distance;
    return createView(`${file.slice(0, cursor)}/* x */${file.slice(cursor)}`);
  };
  const measureReuse = async (distance: number, reach: Reach) => {
    const { document } = openDocument('patched');
    await prefillWhole(document, createView(file));
    await document.prefetch(at(distance), reach, makeLease());
    return getWindowReuse(document.live.window);
  };
  assert.equal(await measureReuse(100, 'whole'), 'patched');
  assert.equal(await measureReuse(100, 'small'), 'exact');
  assert.equal(await measureReuse(300, 'small'), 'patched');
});

test('in a part of a larger file a jump that costs more than two cold windows reads a cold window', async () => {
  const { document } = openDocument('patched');
  const large = file.repeat(10);
  await request(document, createView(large, 5000));
  const { anchor } = getState(document).layout.position;
  const near = await request(document, createView(large, 5200));
  assert.ok(near.plan.cost > maxColdTokens, String(near.plan.cost));
  assert.equal(near.plan.layout.position.anchor, anchor);
  const far = await request(document, createView(large, 5600));
  assert.ok(far.plan.cost <= maxColdTokens, String(far.plan.cost));
  assert.ok(far.plan.layout.position.anchor > 5000);
});

test('after a jump up from the end of a file the prompt has the text after the cursor', async () => {
  const { document } = openDocument('patched');
  const small = file.slice(0, file.indexOf('\n', 200) + 1);
  await request(document, createView(small, small.length - 1));
  const cursor = small.indexOf('\n');
  const { plan } = await request(document, createView(small, cursor));
  assert.equal(plan.layout.position.suffix, small.slice(cursor));
});

test('after a jump far up in a file the text before the cursor stays, and a cold suffix block is read', async () => {
  const { document } = openDocument('patched', 5, 4096);
  await prefillWhole(document, createView(file));
  const cursor = file.indexOf('const value19');
  const { plan, evaluated } = await request(document, createView(file, cursor));
  assert.ok(evaluated <= maxColdTokens, String(evaluated));
  assert.equal(plan.layout.position.anchor, 0);
  const { suffix } = plan.layout.position;
  assert.ok(file.startsWith(suffix, cursor) && suffix.length > 20 && suffix.length <= 96, suffix);
  // Text that is typed there costs as many tokens as it has.
  const typed = `${file.slice(0, cursor)}abc${file.slice(cursor)}`;
  assert.ok((await request(document, createView(typed, cursor + 3))).evaluated <= 8);
});

test('without patches a jump far up in a file reads a cold window', async () => {
  const { document } = openDocument('rolling', 5, 4096);
  await prefillWhole(document, createView(file));
  const { plan } = await request(document, createView(file, file.indexOf('const value19')));
  assert.ok(plan.layout.position.anchor > 0);
});

test('a file whose window continues may cost four cold windows', async () => {
  const { document } = openDocument();
  await prefillWhole(document, createView(file.slice(0, 300)));
  const { plan } = await request(document, createView(file.slice(0, 800)));
  assert.ok(plan.cost > 2 * maxColdTokens && plan.cost <= 4 * maxColdTokens, String(plan.cost));
  assert.equal(plan.layout.position.anchor, 0);
});

test('a new layout reuses no patched cells', async () => {
  const { document } = openDocument('patched');
  const far = `${file}${'// between\n'.repeat(200)}${file}`;
  await prefillWhole(document, createView(far));
  const { anchor } = getState(document).layout.position;
  assert.ok(anchor > file.length);
  // The same text is above the cursor, before the window's start.
  const { plan } = await request(document, createView(far, file.length));
  assert.ok(plan.layout.position.anchor < file.length);
  assert.notEqual(plan.reusePlan?.reuse, 'patched');
  assert.notEqual(getWindowReuse(document.live.window), 'patched');
});
