import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { StateStore } from '../../../src/engine/states/stateStore.ts';
import {
  FileSequence,
  bytesIn,
  document,
  folderWithState,
  namesIn,
  openStore,
  saved,
  steppingClock,
  temporaryFolder,
  tokenBytes,
} from './stateFixture.ts';

function firstTokens(store: StateStore): (number | undefined)[] {
  return store.states.map(({ tokens }) => tokens[0]);
}

/** Limit with room for three states of ten tokens, but not for four. */
const limitBytes = 35 * tokenBytes;

function tenTokens(first: number): number[] {
  return Array.from({ length: 10 }, (_, index) => first + index);
}

test('beyond the limit the state goes that was not used for longest', async (t) => {
  const folder = temporaryFolder(t);
  const store = await openStore(folder, { limitBytes, clock: steppingClock() });
  const first = await saved(store, tenTokens(1));
  await saved(store, tenTokens(2));
  await saved(store, tenTokens(3));
  await store.load(first, new FileSequence());
  await saved(store, tenTokens(4));
  assert.deepEqual(firstTokens(store), [4, 1, 3]);
  assert.equal(namesIn(folder).length, 6);
  assert.ok(bytesIn(folder) <= limitBytes);
});

test('saving the same again keeps it from going', async (t) => {
  const store = await openStore(temporaryFolder(t), { limitBytes, clock: steppingClock() });
  for (const first of [1, 2, 3, 1, 4]) await saved(store, tenTokens(first));
  assert.deepEqual(firstTokens(store), [4, 1, 3]);
});

test('the state just saved stays, though a clock that was wrong makes others seem newer', async (t) => {
  const store = await openStore(temporaryFolder(t), { limitBytes, clock: () => 2e12 });
  for (const first of [1, 2, 3, 4]) await saved(store, tenTokens(first));
  assert.equal(store.states.length, 3);
  assert.equal(firstTokens(store)[0], 4);
});

test('states of other models count, and go in their turn', async (t) => {
  const folder = temporaryFolder(t);
  const clock = steppingClock();
  const other = await openStore(folder, { limitBytes, clock, fingerprint: 'model b' });
  const store = await openStore(folder, { limitBytes, clock });
  await saved(other, tenTokens(1));
  await saved(store, tenTokens(2));
  await saved(other, tenTokens(3));
  await saved(store, tenTokens(4));
  assert.deepEqual(firstTokens(store), [4, 2]);
  const later = await openStore(folder, { limitBytes, clock, fingerprint: 'model b' });
  assert.deepEqual(firstTokens(later), [3]);
});

test('a smaller limit than before holds from the start', async (t) => {
  const folder = temporaryFolder(t);
  const store = await openStore(folder, { clock: steppingClock() });
  for (const first of [1, 2, 3]) await saved(store, tenTokens(first));
  const later = await openStore(folder, { limitBytes: limitBytes / 2 });
  assert.deepEqual(firstTokens(later), [3]);
  assert.ok(bytesIn(folder) <= limitBytes / 2);
});

test('a state that alone is beyond the limit is not even written, and costs no other', async (t) => {
  const { folder, state } = await folderWithState(t);
  const store = await openStore(folder, { limitBytes: state.bytes });
  const sequence = new FileSequence(tenTokens(1));
  assert.equal(await store.save(document, sequence, null), undefined);
  assert.equal(sequence.saves, 0);
  assert.equal(store.states.length, 1);
});

test('a state that its sidecar brings beyond the limit is not kept', async (t) => {
  const folder = temporaryFolder(t);
  const store = await openStore(folder, { limitBytes: 10 * tokenBytes });
  const sequence = new FileSequence(tenTokens(1));
  assert.equal(await store.save(document, sequence, null), undefined);
  assert.equal(sequence.saves, 1);
  assert.deepEqual(namesIn(folder), []);
});

test('after each save the folder is within the limit and the last state in it', async (t) => {
  const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 21_000, max: 80_000 }), async (counts, limit) => {
      const folder = temporaryFolder(t);
      const store = await openStore(folder, { limitBytes: limit, clock: steppingClock() });
      for (const [index, count] of counts.entries()) {
        const state = await saved(store, new Array<number>(count).fill(index));
        assert.ok(bytesIn(folder) <= limit);
        assert.equal(store.states[0]?.id, state.id);
        const bytes = store.states.reduce((sum, each) => sum + each.bytes, 0);
        assert.equal(bytes, bytesIn(folder));
      }
    }),
    { numRuns: 20 },
  );
});
