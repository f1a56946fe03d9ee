import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { CellOrigins } from '../../../src/completion/reuse/cellOrigins.ts';
import type { WindowLayout } from '../../../src/completion/window/windowLayout.ts';
import { invalidate, KvWindow, getWindowReuse } from '../../../src/engine/kv/kvWindow.ts';
import { SavedWindows } from '../../../src/engine/kv/savedWindows.ts';
import { FakeSequence, makeSampled } from '../../support/fakeSequence.ts';
import { openStore, createTemporaryFolder } from '../states/stateFixture.ts';
import { makeLayout, prompt } from './kvWindowFixture.ts';

const uri = 'file:///a.ts';
const text = Array.from({ length: 40 }, (_, line) => `const value${line} = ${line};\n`).join('');

/** Returns the offset of a line of the text. */
function findLineStart(line: number): number {
  return text.indexOf(`const value${line} `);
}

async function openWindows(t: TestContext): Promise<SavedWindows> {
  return new SavedWindows(await openStore(createTemporaryFolder(t)), uri);
}

/**
 * Makes a window that holds a prompt whose prefix begins at a line, and a sampled token.
 *
 * @param first token of the prompt, by which windows differ.
 */
function createWindowAtLine(line: number, first = 100): KvWindow {
  const sequence = new FakeSequence();
  const tokens = [first, ...prompt.slice(1)];
  sequence.tokens = [...tokens];
  const window = new KvWindow(sequence, undefined);
  const layout: WindowLayout = makeLayout(tokens, { anchor: findLineStart(line) });
  window.adopt({ kind: 'ready', layout, sampledTokens: makeSampled(7) });
  return window;
}

function listAnchors(windows: SavedWindows, of = text): number[] {
  return windows.listAll(of).map(({ position }) => position.anchor);
}

test('a window is loaded as it was saved', async (t) => {
  const windows = await openWindows(t);
  const window = createWindowAtLine(3);
  await windows.save(window, text);
  const [saved] = windows.listAll(text);
  assert.ok(saved);
  const into = new KvWindow(new FakeSequence(), undefined);
  assert.equal(await windows.load(saved.window, into), true);
  assert.deepEqual(into.sequence.tokens, window.sequence.tokens);
  assert.deepEqual(into.state, window.state);
  assert.equal(getWindowReuse(into), 'exact');
});

test('rolling and patched cells keep their origin when they are loaded', async (t) => {
  for (const reuse of ['rolling', 'patched'] as const) {
    const windows = await openWindows(t);
    const window = createWindowAtLine(3);
    const origins = new CellOrigins();
    if (reuse === 'rolling') origins.evictAfter(10);
    else origins.patchAfter(10);
    window.adopt(window.state, origins);
    await windows.save(window, text);
    const [saved] = windows.listAll(text);
    assert.ok(saved);
    const into = new KvWindow(new FakeSequence(), undefined);
    await windows.load(saved.window, into);
    assert.equal(getWindowReuse(into), reuse);
    // The pinned first token is always exact; the origins of those after it are unknown.
    assert.deepEqual([into.origins.getReuse(0), into.origins.getReuse(1)], ['exact', reuse]);
    assert.equal(into.origins.patches, reuse === 'patched' ? 1 : 0);
  }
});

test('a moving or empty window is not saved', async (t) => {
  const windows = await openWindows(t);
  const window = createWindowAtLine(3);
  invalidate(window);
  await windows.save(window, text);
  window.adopt({ kind: 'empty' });
  await windows.save(window, text);
  assert.deepEqual(windows.listAll(text), []);
});

test('a window replaces the saved one at the same anchor', async (t) => {
  const windows = await openWindows(t);
  await windows.save(createWindowAtLine(3, 100), text);
  await windows.save(createWindowAtLine(9, 300), text);
  await windows.save(createWindowAtLine(3, 200), text);
  assert.deepEqual(listAnchors(windows).sort(), [findLineStart(3), findLineStart(9)].sort());
  const replaced = windows
    .listAll(text)
    .find(({ position }) => position.anchor === findLineStart(3));
  assert.equal(replaced?.window.state.tokens[0], 200);
});

test('the last eight windows of a document are kept', async (t) => {
  const windows = await openWindows(t);
  for (let line = 0; line < 12; line++)
    await windows.save(createWindowAtLine(line, 200 + line), text);
  assert.deepEqual(
    listAnchors(windows),
    Array.from({ length: 8 }, (_, index) => findLineStart(index + 4)),
  );
});

test('changes of the document move the anchors of saved windows', async (t) => {
  const windows = await openWindows(t);
  await windows.save(createWindowAtLine(3), text);
  windows.carryAnchors([{ start: 0, removedLength: 0, insertedLength: 5 }]);
  assert.deepEqual(listAnchors(windows), [findLineStart(3) + 5]);
});

test('another session finds windows by the text at their anchors', async (t) => {
  const folder = createTemporaryFolder(t);
  await new SavedWindows(await openStore(folder), uri).save(createWindowAtLine(3), text);
  const changed = `// a line above\n${text}`;
  const next = new SavedWindows(await openStore(folder), uri);
  assert.deepEqual(listAnchors(next, changed), [changed.indexOf('const value3 ')]);
  const gone = new SavedWindows(await openStore(folder), uri);
  assert.deepEqual(listAnchors(gone, 'another text'), []);
});

test('a saved window that was replaced is not loaded, and the window does not change', async (t) => {
  const windows = await openWindows(t);
  await windows.save(createWindowAtLine(3, 100), text);
  const [replaced] = windows.listAll(text);
  assert.ok(replaced);
  await windows.save(createWindowAtLine(3, 200), text);
  const into = createWindowAtLine(9, 300);
  const { state } = into;
  const tokens = [...into.sequence.tokens];
  assert.equal(await windows.load(replaced.window, into), false);
  assert.equal(into.state, state);
  assert.deepEqual(into.sequence.tokens, tokens);
});

test('a refused state leaves the window empty, and is not returned again', async (t) => {
  const windows = await openWindows(t);
  await windows.save(createWindowAtLine(3), text);
  const [saved] = windows.listAll(text);
  assert.ok(saved);
  const sequence = new FakeSequence();
  sequence.tokens = [1, 2, 3];
  sequence.load = () => Promise.reject(new Error('no'));
  const into = new KvWindow(sequence, undefined);
  assert.equal(await windows.load(saved.window, into), false);
  assert.deepEqual([into.state, sequence.tokens], [{ kind: 'empty' }, []]);
  assert.deepEqual(windows.listAll(text), []);
});
