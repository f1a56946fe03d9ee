import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { CellOrigins } from '../../../src/completion/reuse/cellOrigins.ts';
import type { WindowLayout } from '../../../src/completion/window/windowLayout.ts';
import { invalidate, KvWindow, reuseOf } from '../../../src/engine/kv/kvWindow.ts';
import { SavedWindows } from '../../../src/engine/kv/savedWindows.ts';
import { FakeSequence, makeSampled } from '../../support/fakeSequence.ts';
import { openStore, temporaryFolder } from '../states/stateFixture.ts';
import { makeLayout, prompt } from './kvWindowFixture.ts';

const uri = 'file:///a.ts';
const text = Array.from({ length: 40 }, (_, line) => `const value${line} = ${line};\n`).join('');

/** Returns the offset of a line of the text. */
function lineStart(line: number): number {
  return text.indexOf(`const value${line} `);
}

async function openWindows(t: TestContext): Promise<SavedWindows> {
  return new SavedWindows(await openStore(temporaryFolder(t)), uri);
}

/**
 * Makes a window that holds a prompt whose prefix begins at a line, and a sampled token.
 *
 * @param first token of the prompt, by which windows differ.
 */
function windowAt(line: number, first = 100): KvWindow {
  const sequence = new FakeSequence();
  const tokens = [first, ...prompt.slice(1)];
  sequence.tokens = [...tokens];
  const window = new KvWindow(sequence, undefined);
  const layout: WindowLayout = makeLayout(tokens, { anchor: lineStart(line) });
  window.adopt({ kind: 'ready', layout, sampled: makeSampled(7) });
  return window;
}

function anchorsOf(windows: SavedWindows, of = text): number[] {
  return windows.all(of).map(({ place }) => place.anchor);
}

test('a window is loaded as it was saved', async (t) => {
  const windows = await openWindows(t);
  const window = windowAt(3);
  await windows.save(window, text);
  const [saved] = windows.all(text);
  assert.ok(saved);
  const into = new KvWindow(new FakeSequence(), undefined);
  assert.equal(await windows.load(saved.window, into), true);
  assert.deepEqual(into.sequence.tokens, window.sequence.tokens);
  assert.deepEqual(into.state, window.state);
  assert.equal(reuseOf(into), 'exact');
});

test('cells that were rolling or patched are so when they are loaded', async (t) => {
  for (const reuse of ['rolling', 'patched'] as const) {
    const windows = await openWindows(t);
    const window = windowAt(3);
    const origins = new CellOrigins();
    if (reuse === 'rolling') origins.evictAfter(10);
    else origins.patchAfter(10);
    window.adopt(window.state, origins);
    await windows.save(window, text);
    const [saved] = windows.all(text);
    assert.ok(saved);
    const into = new KvWindow(new FakeSequence(), undefined);
    await windows.load(saved.window, into);
    assert.equal(reuseOf(into), reuse);
    // The pinned first token is always exact; the origins of those after it are unknown.
    assert.deepEqual([into.origins.at(0), into.origins.at(1)], ['exact', reuse]);
    assert.equal(into.origins.patches, reuse === 'patched' ? 1 : 0);
  }
});

test('a window that is moving, or empty, is not saved', async (t) => {
  const windows = await openWindows(t);
  const window = windowAt(3);
  invalidate(window);
  await windows.save(window, text);
  window.adopt({ kind: 'empty' });
  await windows.save(window, text);
  assert.deepEqual(windows.all(text), []);
});

test('a window replaces the saved one at the same anchor', async (t) => {
  const windows = await openWindows(t);
  await windows.save(windowAt(3, 100), text);
  await windows.save(windowAt(9, 300), text);
  await windows.save(windowAt(3, 200), text);
  assert.deepEqual(anchorsOf(windows).sort(), [lineStart(3), lineStart(9)].sort());
  const replaced = windows.all(text).find(({ place }) => place.anchor === lineStart(3));
  assert.equal(replaced?.window.state.tokens[0], 200);
});

test('of the windows of a document the last eight are kept', async (t) => {
  const windows = await openWindows(t);
  for (let line = 0; line < 12; line++) await windows.save(windowAt(line, 200 + line), text);
  assert.deepEqual(
    anchorsOf(windows),
    Array.from({ length: 8 }, (_, index) => lineStart(index + 4)),
  );
});

test('changes of the document carry the anchors of saved windows along', async (t) => {
  const windows = await openWindows(t);
  await windows.save(windowAt(3), text);
  windows.changed([{ start: 0, removed: 0, inserted: 5 }]);
  assert.deepEqual(anchorsOf(windows), [lineStart(3) + 5]);
});

test('another session finds windows by the text at their anchors', async (t) => {
  const folder = temporaryFolder(t);
  await new SavedWindows(await openStore(folder), uri).save(windowAt(3), text);
  const changed = `// a line above\n${text}`;
  const next = new SavedWindows(await openStore(folder), uri);
  assert.deepEqual(anchorsOf(next, changed), [changed.indexOf('const value3 ')]);
  const gone = new SavedWindows(await openStore(folder), uri);
  assert.deepEqual(anchorsOf(gone, 'another text'), []);
});

test('a saved window that another one has replaced is not loaded, and the window stays as it is', async (t) => {
  const windows = await openWindows(t);
  await windows.save(windowAt(3, 100), text);
  const [replaced] = windows.all(text);
  assert.ok(replaced);
  await windows.save(windowAt(3, 200), text);
  const into = windowAt(9, 300);
  const { state } = into;
  const tokens = [...into.sequence.tokens];
  assert.equal(await windows.load(replaced.window, into), false);
  assert.equal(into.state, state);
  assert.deepEqual(into.sequence.tokens, tokens);
});

test('a state that is refused leaves the window empty, and is not offered again', async (t) => {
  const windows = await openWindows(t);
  await windows.save(windowAt(3), text);
  const [saved] = windows.all(text);
  assert.ok(saved);
  const sequence = new FakeSequence();
  sequence.tokens = [1, 2, 3];
  sequence.load = () => Promise.reject(new Error('no'));
  const into = new KvWindow(sequence, undefined);
  assert.equal(await windows.load(saved.window, into), false);
  assert.deepEqual([into.state, sequence.tokens], [{ kind: 'empty' }, []]);
  assert.deepEqual(windows.all(text), []);
});
