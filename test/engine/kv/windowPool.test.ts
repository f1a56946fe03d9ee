import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { windowView } from '../../../src/completion/window/windowView.ts';
import { EngineError } from '../../../src/engine/foundation/engineError.ts';
import type { DocumentWindow } from '../../../src/engine/kv/documentWindow.ts';
import { windowBytes } from '../../../src/engine/kv/windowMemory.ts';
import { layOutWhole } from '../../../src/engine/kv/windowChoice.ts';
import { WindowPool } from '../../../src/engine/kv/windowPool.ts';
import type { LanguageModel, TokenSequence } from '../../../src/engine/backend/languageModel.ts';
import { documentKey } from '../../../src/engine/states/documentKey.ts';
import { FakeSequence } from '../../support/fakeSequence.ts';
import { makeFakeModel } from '../../support/fakeModel.ts';
import { inMemory } from '../../support/inMemory.ts';
import { hostWith } from '../../support/modelHost.ts';
import { modelSummary } from '../../support/modelSummary.ts';
import { silentLogger } from '../../support/silentLogger.ts';
import { makeLease, makeWork } from '../../support/windowWork.ts';

const windowTokens = 512;
/** Bytes of one window of the fake model. */
const bytesOfWindow = windowTokens * new FakeSequence().bytesPerToken;

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
async function poolFor(
  t: TestContext,
  windows: number,
  overrides: Partial<LanguageModel> = {},
): Promise<Pool> {
  const opened: TokenSequence[] = [];
  const model = makeFakeModel({
    summary: modelSummary({ windowTokens }),
    prefillMsPerToken: 5,
    openSequence: (tokens) => {
      const sequence = new FakeSequence('', { capacity: tokens - 1, sliceTokens: 64 });
      opened.push(sequence);
      return Promise.resolve(sequence);
    },
    ...overrides,
  });
  const settings = { ...inMemory, memoryBytes: windows * bytesOfWindow };
  const pool = new WindowPool(await hostWith(model, settings), silentLogger, () => text);
  t.after(() => {
    pool.dispose();
  });
  const lease = makeLease();
  const open = async (uri: string) => (await pool.open(uri, lease)).cache;
  return { pool, lease, opened, open };
}

function urisOf(pool: WindowPool): readonly string[] {
  return pool.all.map(({ uri }) => uri);
}

/** Evaluates the whole document. */
async function read(document: DocumentWindow): Promise<void> {
  await document.prepare(windowView(text, text.length), makeWork());
}

test('a window takes as much memory as its sequence has cells', async (t) => {
  const { open } = await poolFor(t, 1);
  const { window } = (await open(a)).live;
  assert.equal(windowBytes(window.sequence), bytesOfWindow);
});

test('a document has one window while it stays in memory', async (t) => {
  const { pool, open, opened } = await poolFor(t, 3);
  const first = await open(a);
  await open(b);
  assert.equal(await open(a), first);
  assert.equal(pool.get(a), first);
  assert.equal(pool.get(c), undefined);
  assert.equal(opened.length, 2);
  assert.deepEqual(urisOf(pool), [a, b], 'The last used document comes first.');
});

test('with memory for one window each document takes over that of the one before', async (t) => {
  const { pool, open, opened } = await poolFor(t, 1);
  const first = await open(a);
  await read(first);
  const { window } = (await open(b)).live;
  assert.equal(opened.length, 1);
  assert.equal(window, first.live.window);
  assert.deepEqual(window.state, { kind: 'empty' });
  assert.deepEqual(window.sequence.tokens, []);
  assert.deepEqual(urisOf(pool), [b]);
});

test('with less memory than one window takes a document has one nevertheless', async (t) => {
  const { open } = await poolFor(t, 0.5);
  assert.ok(await open(a));
});

test('with memory for two windows the least recently used document yields', async (t) => {
  const { pool, open, opened } = await poolFor(t, 2);
  await open(a);
  await open(b);
  await open(a);
  await open(c);
  assert.equal(opened.length, 2);
  assert.deepEqual(urisOf(pool), [c, a]);
});

test('with memory for three windows three documents stay', async (t) => {
  const { pool, open, opened } = await poolFor(t, 3);
  for (const uri of [a, b, c]) await open(uri);
  assert.equal(opened.length, 3);
  assert.deepEqual(urisOf(pool), [c, b, a]);
});

test('a window that yields is saved where that is worth it', async (t) => {
  const { pool, open } = await poolFor(t, 1);
  await read(await open(a));
  await open(b);
  const store = await pool.store;
  assert.equal(store?.statesOf(documentKey(a)).length, 1);
  // Nothing of the next one was evaluated.
  await open(c);
  assert.equal(store.states.length, 1);
});

test('where the machine has less memory than the settings allow the least recently used yields', async (t) => {
  let isFull = false;
  const { pool, open } = await poolFor(t, 3, {
    openSequence: (tokens) => {
      if (isFull) return Promise.reject(new EngineError('outOfMemory', 'There is no memory.'));
      isFull = true;
      return Promise.resolve(new FakeSequence('', { capacity: tokens - 1 }));
    },
  });
  await open(a);
  await open(b);
  assert.deepEqual(urisOf(pool), [b]);
});

test('without memory for one window no document opens', async (t) => {
  const error = new EngineError('outOfMemory', 'There is no memory.');
  const { open } = await poolFor(t, 1, { openSequence: () => Promise.reject(error) });
  await assert.rejects(open(a), error);
});

test('a spare window is a new one where memory has room', async (t) => {
  const { pool, open, lease, opened } = await poolFor(t, 2);
  const { window } = (await open(a)).live;
  const spare = await pool.openSpare(a, lease);
  assert.ok(spare && spare.window !== window && !spare.isBegun);
  assert.equal(opened.length, 2);
  const again = await pool.openSpare(a, lease);
  assert.deepEqual(again, { ...spare, isBegun: true }, 'There is one spare window at a time.');
  assert.deepEqual(urisOf(pool), [a]);
});

test('without room the spare window is that of the least recently used other document', async (t) => {
  const { pool, open, lease, opened } = await poolFor(t, 3);
  const documents = new Map<string, DocumentWindow>();
  for (const uri of [a, b, c]) documents.set(uri, await open(uri));
  await read(await open(b));
  // By now `a` was used least recently, but its own window can't be its spare.
  assert.equal((await pool.openSpare(a, lease))?.window, documents.get(c)?.live.window);
  assert.equal(opened.length, 3);
  assert.deepEqual(urisOf(pool), [b, a]);
});

test('a document whose window becomes the spare one is saved, and the window emptied', async (t) => {
  const { pool, open, lease } = await poolFor(t, 2);
  await read(await open(a));
  await open(b);
  const spare = (await pool.openSpare(b, lease))?.window;
  assert.deepEqual(spare?.state, { kind: 'empty' });
  assert.deepEqual(spare.sequence.tokens, []);
  assert.equal((await pool.store)?.statesOf(documentKey(a)).length, 1);
});

test('there is no spare window where the own window of the document is the only one', async (t) => {
  const { pool, open, lease } = await poolFor(t, 1);
  await open(a);
  assert.equal(pool.hasSpare(a), false);
  assert.equal(await pool.openSpare(a, lease), undefined);
  assert.deepEqual(urisOf(pool), [a]);
  const { window } = (await open(b)).live;
  const spare = await pool.openSpare(a, lease);
  assert.deepEqual(spare, { window, isBegun: false }, 'Nothing was filled for it.');
});

test('a window could be filled beside that of a document with room, another document, or a spare', async (t) => {
  const withRoom = await poolFor(t, 2);
  await withRoom.open(a);
  assert.equal(withRoom.pool.hasSpare(a), true);
  const withOther = await poolFor(t, 2);
  await withOther.open(a);
  await withOther.open(b);
  assert.equal(withOther.pool.hasSpare(a), true);
  await withOther.pool.openSpare(a, withOther.lease);
  assert.deepEqual(urisOf(withOther.pool), [a]);
  assert.equal(withOther.pool.hasSpare(a), true);
});

test('before a document is opened nothing is known of spare windows', async (t) => {
  const { pool } = await poolFor(t, 2);
  assert.equal(pool.hasSpare(a), false);
});

test('the spare window goes to the next document, emptied', async (t) => {
  const { pool, open, lease } = await poolFor(t, 2);
  const first = await open(a);
  await read(first);
  const spare = (await pool.openSpare(a, lease))?.window;
  assert.ok(spare);
  const { window: replaced } = first.live;
  const plan = spare.plan(layOutWhole(first.live, windowView(text, text.length)), 'exact');
  await first.repair(spare, plan, lease, () => 0);
  pool.becameSpare(replaced);
  const { window } = (await open(b)).live;
  assert.notEqual(window, spare);
  assert.deepEqual(window.state, { kind: 'empty' });
  assert.deepEqual(window.sequence.tokens, []);
  assert.deepEqual(urisOf(pool), [b, a]);
});

for (const windows of [1, 2, 3]) {
  test(`memory for ${windows} windows is reported as such`, async (t) => {
    const { pool, open } = await poolFor(t, windows);
    await open(a);
    assert.equal(pool.windowsThatFit, windows);
  });
}

test('at least one window is reported, before one was opened too', async (t) => {
  const { pool, open } = await poolFor(t, 0.5);
  assert.equal(pool.windowsThatFit, 1);
  await open(a);
  assert.equal(pool.windowsThatFit, 1);
});

test('copies of a window fit into the memory that windows leave, at least one', async (t) => {
  const { pool, open } = await poolFor(t, 2);
  const { window } = (await open(a)).live;
  assert.equal(pool.countCopiesThatFit(window, windowTokens / 4), 4);
  await open(b);
  assert.equal(pool.countCopiesThatFit(window, windowTokens / 4), 1);
});

test('a copy holds the tokens of its window', async (t) => {
  const { pool, open } = await poolFor(t, 2);
  const document = await open(a);
  await read(document);
  const into = new FakeSequence();
  assert.equal(await pool.copy(document.live.window, into), true);
  assert.deepEqual(into.tokens, document.live.window.sequence.tokens);
  into.load = () => Promise.reject(new Error('no room'));
  assert.equal(await pool.copy(document.live.window, into), false);
});

test('work that has ended opens no window', async (t) => {
  const { pool, lease } = await poolFor(t, 2);
  lease.revoke();
  await assert.rejects(pool.open(a, lease), /has ended/);
  await assert.rejects(pool.openSpare(a, lease), /has ended/);
  assert.deepEqual(urisOf(pool), []);
});

test('a document that is opened again with another text carries its window along', async (t) => {
  let current = text;
  const model = makeFakeModel({ summary: modelSummary({ windowTokens }) });
  const pool = new WindowPool(await hostWith(model), silentLogger, () => current);
  t.after(() => {
    pool.dispose();
  });
  const { cache } = await pool.open(a, makeLease());
  await read(cache);
  pool.closed(a, text);
  current = `// new\n${text}`;
  pool.opened(a);
  assert.equal(cache.meter.cursor, current.length);
});

test('all windows that are worth it are saved before their model goes', async (t) => {
  const { pool, open, lease } = await poolFor(t, 3);
  await read(await open(a));
  await open(b);
  const store = await pool.store;
  await pool.unload(lease);
  assert.deepEqual(urisOf(pool), []);
  assert.deepEqual(
    store?.states.map(({ document }) => document),
    [documentKey(a)],
  );
});
