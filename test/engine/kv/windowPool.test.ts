import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { createWindowView } from '../../../src/completion/window/windowView.ts';
import { EngineError } from '../../../src/engine/foundation/engineError.ts';
import type { DocumentWindow } from '../../../src/engine/kv/documentWindow.ts';
import { computeWindowBytes } from '../../../src/engine/kv/windowMemory.ts';
import { layOutWhole } from '../../../src/engine/kv/windowChoice.ts';
import { WindowPool } from '../../../src/engine/kv/windowPool.ts';
import type { LanguageModel, TokenSequence } from '../../../src/engine/backend/languageModel.ts';
import { computeDocumentKey } from '../../../src/engine/states/documentKey.ts';
import { FakeSequence } from '../../support/fakeSequence.ts';
import { makeFakeModel } from '../../support/fakeModel.ts';
import { memoryOnlyCache } from '../../support/inMemory.ts';
import { createModelHost } from '../../support/modelHost.ts';
import { createModelSummary } from '../../support/modelSummary.ts';
import { silentLogger } from '../../support/silentLogger.ts';
import { makeLease, makeWork } from '../../support/windowWork.ts';

const windowTokens = 512;
/** Bytes of one window of the fake model. */
const singleWindowBytes = windowTokens * new FakeSequence().bytesPerToken;

const [a, b, c] = ['file:///a.ts', 'file:///b.ts', 'file:///c.ts'] as const;

const text = 'let value = 1;\n'.repeat(3);

interface Pool {
  readonly pool: WindowPool;
  readonly lease: ReturnType<typeof makeLease>;
  /** Sequences that the model has opened. */
  readonly opened: TokenSequence[];
  readonly open: (uri: string) => Promise<DocumentWindow>;
}

/** Creates a pool with memory for some windows. Each lost window is worth saving. */
async function createPool(
  t: TestContext,
  windows: number,
  overrides: Partial<LanguageModel> = {},
): Promise<Pool> {
  const opened: TokenSequence[] = [];
  const model = makeFakeModel({
    summary: createModelSummary({ windowTokens }),
    prefillMsPerToken: 5,
    openSequence: (tokens) => {
      const sequence = new FakeSequence('', { capacity: tokens - 1, sliceTokens: 64 });
      opened.push(sequence);
      return Promise.resolve(sequence);
    },
    ...overrides,
  });
  const settings = { ...memoryOnlyCache, maxMemoryBytes: windows * singleWindowBytes };
  const pool = new WindowPool(await createModelHost(model, settings), silentLogger, () => text);
  t.after(() => {
    pool.dispose();
  });
  const lease = makeLease();
  const open = async (uri: string) => (await pool.open(uri, lease)).cache;
  return { pool, lease, opened, open };
}

function listUris(pool: WindowPool): readonly string[] {
  return pool.all.map(({ uri }) => uri);
}

/** Evaluates the whole document. */
async function prefillDocument(document: DocumentWindow): Promise<void> {
  await document.prefill(createWindowView(text, text.length), makeWork());
}

test('a window takes as much memory as its sequence has cells', async (t) => {
  const { open } = await createPool(t, 1);
  const { window } = (await open(a)).live;
  assert.equal(computeWindowBytes(window.sequence), singleWindowBytes);
});

test('a document has one window while it stays in memory', async (t) => {
  const { pool, open, opened } = await createPool(t, 3);
  const first = await open(a);
  await open(b);
  assert.equal(await open(a), first);
  assert.equal(pool.get(a), first);
  assert.equal(pool.get(c), undefined);
  assert.equal(opened.length, 2);
  assert.deepEqual(listUris(pool), [a, b], 'The last used document comes first.');
});

test('with memory for one window each document takes the window of the previous one', async (t) => {
  const { pool, open, opened } = await createPool(t, 1);
  const first = await open(a);
  await prefillDocument(first);
  const { window } = (await open(b)).live;
  assert.equal(opened.length, 1);
  assert.equal(window, first.live.window);
  assert.deepEqual(window.state, { kind: 'empty' });
  assert.deepEqual(window.sequence.tokens, []);
  assert.deepEqual(listUris(pool), [b]);
});

test('with memory for less than one window a document still has one', async (t) => {
  const { open } = await createPool(t, 0.5);
  assert.ok(await open(a));
});

test('with memory for two windows the least recently used window is evicted', async (t) => {
  const { pool, open, opened } = await createPool(t, 2);
  await open(a);
  await open(b);
  await open(a);
  await open(c);
  assert.equal(opened.length, 2);
  assert.deepEqual(listUris(pool), [c, a]);
});

test('with memory for three windows three documents stay', async (t) => {
  const { pool, open, opened } = await createPool(t, 3);
  for (const uri of [a, b, c]) await open(uri);
  assert.equal(opened.length, 3);
  assert.deepEqual(listUris(pool), [c, b, a]);
});

test('an evicted window is saved if that is worth it', async (t) => {
  const { pool, open } = await createPool(t, 1);
  await prefillDocument(await open(a));
  await open(b);
  const store = await pool.store;
  assert.equal(store?.listStates(computeDocumentKey(a)).length, 1);
  // Nothing of the next one was evaluated.
  await open(c);
  assert.equal(store.states.length, 1);
});

test('if the machine has less memory than the settings allow, the least recently used window is evicted', async (t) => {
  let isFull = false;
  const { pool, open } = await createPool(t, 3, {
    openSequence: (tokens) => {
      if (isFull) return Promise.reject(new EngineError('outOfMemory', 'There is no memory.'));
      isFull = true;
      return Promise.resolve(new FakeSequence('', { capacity: tokens - 1 }));
    },
  });
  await open(a);
  await open(b);
  assert.deepEqual(listUris(pool), [b]);
});

test('without memory for one window no document can be opened', async (t) => {
  const error = new EngineError('outOfMemory', 'There is no memory.');
  const { open } = await createPool(t, 1, { openSequence: () => Promise.reject(error) });
  await assert.rejects(open(a), error);
});

test('the spare window is a new one if memory allows it', async (t) => {
  const { pool, open, lease, opened } = await createPool(t, 2);
  const { window } = (await open(a)).live;
  const spare = await pool.openSpare(a, lease);
  assert.ok(spare && spare.window !== window && !spare.isBegun);
  assert.equal(opened.length, 2);
  const again = await pool.openSpare(a, lease);
  assert.deepEqual(again, { ...spare, isBegun: true }, 'There is one spare window at a time.');
  assert.deepEqual(listUris(pool), [a]);
});

test('without room the spare window is that of the least recently used other document', async (t) => {
  const { pool, open, lease, opened } = await createPool(t, 3);
  const documents = new Map<string, DocumentWindow>();
  for (const uri of [a, b, c]) documents.set(uri, await open(uri));
  await prefillDocument(await open(b));
  // By now `a` was used least recently, but its own window can't be its spare.
  assert.equal((await pool.openSpare(a, lease))?.window, documents.get(c)?.live.window);
  assert.equal(opened.length, 3);
  assert.deepEqual(listUris(pool), [b, a]);
});

test('a document whose window becomes the spare one is saved, and the window emptied', async (t) => {
  const { pool, open, lease } = await createPool(t, 2);
  await prefillDocument(await open(a));
  await open(b);
  const spare = (await pool.openSpare(b, lease))?.window;
  assert.deepEqual(spare?.state, { kind: 'empty' });
  assert.deepEqual(spare.sequence.tokens, []);
  assert.equal((await pool.store)?.listStates(computeDocumentKey(a)).length, 1);
});

test('there is no spare window if the document has the only one', async (t) => {
  const { pool, open, lease } = await createPool(t, 1);
  await open(a);
  assert.equal(pool.hasSpare(a), false);
  assert.equal(await pool.openSpare(a, lease), undefined);
  assert.deepEqual(listUris(pool), [a]);
  const { window } = (await open(b)).live;
  const spare = await pool.openSpare(a, lease);
  assert.deepEqual(spare, { window, isBegun: false }, 'Nothing was filled for it.');
});

test('a window can be filled in free memory, in the window of another document, or in a spare window', async (t) => {
  const withRoom = await createPool(t, 2);
  await withRoom.open(a);
  assert.equal(withRoom.pool.hasSpare(a), true);
  const withOther = await createPool(t, 2);
  await withOther.open(a);
  await withOther.open(b);
  assert.equal(withOther.pool.hasSpare(a), true);
  await withOther.pool.openSpare(a, withOther.lease);
  assert.deepEqual(listUris(withOther.pool), [a]);
  assert.equal(withOther.pool.hasSpare(a), true);
});

test('before a document is opened there is no spare window', async (t) => {
  const { pool } = await createPool(t, 2);
  assert.equal(pool.hasSpare(a), false);
});

test('the next document gets the spare window, emptied', async (t) => {
  const { pool, open, lease } = await createPool(t, 2);
  const first = await open(a);
  await prefillDocument(first);
  const spare = (await pool.openSpare(a, lease))?.window;
  assert.ok(spare);
  const { window: replaced } = first.live;
  const plan = spare.plan(layOutWhole(first.live, createWindowView(text, text.length)), 'exact');
  await first.repair(spare, plan, lease, () => 0);
  pool.setSpare(replaced);
  const { window } = (await open(b)).live;
  assert.notEqual(window, spare);
  assert.deepEqual(window.state, { kind: 'empty' });
  assert.deepEqual(window.sequence.tokens, []);
  assert.deepEqual(listUris(pool), [b, a]);
});

for (const windows of [1, 2, 3]) {
  test(`memory for ${windows} windows is reported as such`, async (t) => {
    const { pool, open } = await createPool(t, windows);
    await open(a);
    assert.equal(pool.maxWindows, windows);
  });
}

test('at least one window is reported, even before one is opened', async (t) => {
  const { pool, open } = await createPool(t, 0.5);
  assert.equal(pool.maxWindows, 1);
  await open(a);
  assert.equal(pool.maxWindows, 1);
});

test('copies of a window fit into the memory that windows leave, with at least one copy', async (t) => {
  const { pool, open } = await createPool(t, 2);
  const { window } = (await open(a)).live;
  assert.equal(pool.computeMaxCopies(window, windowTokens / 4), 4);
  await open(b);
  assert.equal(pool.computeMaxCopies(window, windowTokens / 4), 1);
});

test('a copy holds the tokens of its window', async (t) => {
  const { pool, open } = await createPool(t, 2);
  const document = await open(a);
  await prefillDocument(document);
  const into = new FakeSequence();
  assert.equal(await pool.copy(document.live.window, into), true);
  assert.deepEqual(into.tokens, document.live.window.sequence.tokens);
  into.load = () => Promise.reject(new Error('no room'));
  assert.equal(await pool.copy(document.live.window, into), false);
});

test('work with an ended lease opens no window', async (t) => {
  const { pool, lease } = await createPool(t, 2);
  lease.revoke();
  await assert.rejects(pool.open(a, lease), /has ended/);
  await assert.rejects(pool.openSpare(a, lease), /has ended/);
  assert.deepEqual(listUris(pool), []);
});

test('a document that is opened again with another text moves its window', async (t) => {
  let current = text;
  const model = makeFakeModel({ summary: createModelSummary({ windowTokens }) });
  const pool = new WindowPool(await createModelHost(model), silentLogger, () => current);
  t.after(() => {
    pool.dispose();
  });
  const { cache } = await pool.open(a, makeLease());
  await prefillDocument(cache);
  pool.handleDocumentClose(a, text);
  current = `// new\n${text}`;
  pool.handleDocumentOpen(a);
  assert.equal(cache.meter.cursor, current.length);
});

test('all windows that are worth saving are saved before their model is disposed', async (t) => {
  const { pool, open, lease } = await createPool(t, 3);
  await prefillDocument(await open(a));
  await open(b);
  const store = await pool.store;
  await pool.unload(lease);
  assert.deepEqual(listUris(pool), []);
  assert.deepEqual(
    store?.states.map(({ document }) => document),
    [computeDocumentKey(a)],
  );
});
