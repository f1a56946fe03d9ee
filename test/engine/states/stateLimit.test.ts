import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { StateStore } from '../../../src/engine/states/stateStore.ts';
import {
  FileSequence,
  countBytes,
  document,
  createFolderWithState,
  listNames,
  openStore,
  saveState,
  createSteppingClock,
  createTemporaryFolder,
  tokenBytes,
} from './stateFixture.ts';

function listFirstTokens(store: StateStore): (number | undefined)[] {
  return store.states.map(({ tokens }) => tokens[0]);
}

/** Limit with room for three states of ten tokens, but not for four. */
const limitBytes = 35 * tokenBytes;

function createTenTokens(first: number): number[] {
  return Array.from({ length: 10 }, (_, index) => first + index);
}

test('beyond the limit the least recently used state is deleted', async (t) => {
  const folder = createTemporaryFolder(t);
  const store = await openStore(folder, { maxBytes: limitBytes, clock: createSteppingClock() });
  const first = await saveState(store, createTenTokens(1));
  await saveState(store, createTenTokens(2));
  await saveState(store, createTenTokens(3));
  await store.load(first, new FileSequence());
  await saveState(store, createTenTokens(4));
  assert.deepEqual(listFirstTokens(store), [4, 1, 3]);
  assert.equal(listNames(folder).length, 6);
  assert.ok(countBytes(folder) <= limitBytes);
});

test('saving the same state again keeps it', async (t) => {
  const store = await openStore(createTemporaryFolder(t), {
    maxBytes: limitBytes,
    clock: createSteppingClock(),
  });
  for (const first of [1, 2, 3, 1, 4]) await saveState(store, createTenTokens(first));
  assert.deepEqual(listFirstTokens(store), [4, 1, 3]);
});

test('the state just saved stays, even if a wrong clock makes others seem newer', async (t) => {
  const store = await openStore(createTemporaryFolder(t), {
    maxBytes: limitBytes,
    clock: () => 2e12,
  });
  for (const first of [1, 2, 3, 4]) await saveState(store, createTenTokens(first));
  assert.equal(store.states.length, 3);
  assert.equal(listFirstTokens(store)[0], 4);
});

test('states of other models count, and are deleted in their turn', async (t) => {
  const folder = createTemporaryFolder(t);
  const clock = createSteppingClock();
  const other = await openStore(folder, { maxBytes: limitBytes, clock, fingerprint: 'model b' });
  const store = await openStore(folder, { maxBytes: limitBytes, clock });
  await saveState(other, createTenTokens(1));
  await saveState(store, createTenTokens(2));
  await saveState(other, createTenTokens(3));
  await saveState(store, createTenTokens(4));
  assert.deepEqual(listFirstTokens(store), [4, 2]);
  const later = await openStore(folder, { maxBytes: limitBytes, clock, fingerprint: 'model b' });
  assert.deepEqual(listFirstTokens(later), [3]);
});

test('a smaller limit than before applies from the start', async (t) => {
  const folder = createTemporaryFolder(t);
  const store = await openStore(folder, { clock: createSteppingClock() });
  for (const first of [1, 2, 3]) await saveState(store, createTenTokens(first));
  const later = await openStore(folder, { maxBytes: limitBytes / 2 });
  assert.deepEqual(listFirstTokens(later), [3]);
  assert.ok(countBytes(folder) <= limitBytes / 2);
});

test('a state that alone exceeds the limit is not written, and no other one is deleted', async (t) => {
  const { folder, state } = await createFolderWithState(t);
  const store = await openStore(folder, { maxBytes: state.bytes });
  const sequence = new FileSequence(createTenTokens(1));
  assert.equal(await store.save(document, sequence, null), undefined);
  assert.equal(sequence.saves, 0);
  assert.equal(store.states.length, 1);
});

test('a state that exceeds the limit with its sidecar is not kept', async (t) => {
  const folder = createTemporaryFolder(t);
  const store = await openStore(folder, { maxBytes: 10 * tokenBytes });
  const sequence = new FileSequence(createTenTokens(1));
  assert.equal(await store.save(document, sequence, null), undefined);
  assert.equal(sequence.saves, 1);
  assert.deepEqual(listNames(folder), []);
});

test('after each save the folder is within the limit and the last state in it', async (t) => {
  const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 21_000, max: 80_000 }), async (counts, limit) => {
      const folder = createTemporaryFolder(t);
      const store = await openStore(folder, { maxBytes: limit, clock: createSteppingClock() });
      for (const [index, count] of counts.entries()) {
        const state = await saveState(store, new Array<number>(count).fill(index));
        assert.ok(countBytes(folder) <= limit);
        assert.equal(store.states[0]?.id, state.id);
        const bytes = store.states.reduce((sum, each) => sum + each.bytes, 0);
        assert.equal(bytes, countBytes(folder));
      }
    }),
    { numRuns: 20 },
  );
});
