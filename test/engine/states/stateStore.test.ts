import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { computeDocumentKey } from '../../../src/engine/states/documentKey.ts';
import {
  FileSequence,
  countBytes,
  document,
  createFolderWithState,
  collectWarnings,
  listNames,
  openStore,
  saveState,
  createSteppingClock,
  createTemporaryFolder,
} from './stateFixture.ts';

test('a state is available in another session, with its tokens and details', async (t) => {
  const folder = createTemporaryFolder(t);
  const details = { line: 3, sampled: ['a', null] };
  const state = await saveState(await openStore(folder), [1, 2, 3], details);
  const later = await openStore(folder);
  const [found, ...others] = later.listStates(document);
  assert.ok(found);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [found.id, found.tokens, found.details, found.bytes],
    [state.id, [1, 2, 3], details, countBytes(folder)],
  );
  const sequence = new FileSequence();
  assert.equal(await later.load(found, sequence), true);
  assert.deepEqual(sequence.tokens, [1, 2, 3]);
  assert.deepEqual(sequence.loadedFiles, [path.join(folder, `${state.id}.state`)]);
});

test('a state without details has none later either', async (t) => {
  const folder = createTemporaryFolder(t);
  await (await openStore(folder)).save(document, new FileSequence([1]), undefined);
  const [found] = (await openStore(folder)).states;
  assert.ok(found);
  assert.equal(found.details, undefined);
});

test('changing the details after the save does not change the state', async (t) => {
  const store = await openStore(createTemporaryFolder(t));
  const details = { lines: [1] };
  const saving = saveState(store, [1], details);
  details.lines.push(2);
  assert.deepEqual((await saving).details, { lines: [1] });
});

test('each document has its own states', async (t) => {
  const store = await openStore(createTemporaryFolder(t));
  await saveState(store, [1]);
  const other = computeDocumentKey('file:///home/somebody/inventory.ts');
  await store.save(other, new FileSequence([1]), null);
  assert.equal(store.states.length, 2);
  assert.equal(store.listStates(document).length, 1);
  assert.equal(store.listStates(other).length, 1);
});

test('the most recently used state comes first, in a later session too', async (t) => {
  const folder = createTemporaryFolder(t);
  const clock = createSteppingClock();
  const store = await openStore(folder, { clock });
  const first = await saveState(store, [1]);
  const second = await saveState(store, [2]);
  await store.load(first, new FileSequence());
  for (const { states } of [store, await openStore(folder, { clock })]) {
    assert.deepEqual(
      states.map(({ id }) => id),
      [first.id, second.id],
    );
  }
});

test('the same tokens are not written again, and count as used', async (t) => {
  const store = await openStore(createTemporaryFolder(t), { clock: createSteppingClock() });
  const state = await saveState(store, [1, 2]);
  await saveState(store, [3]);
  const sequence = new FileSequence([1, 2]);
  const again = await store.save(document, sequence, null);
  assert.equal(sequence.saves, 0);
  assert.equal(again?.id, state.id);
  assert.ok(again.usedAt > state.usedAt);
  assert.deepEqual(
    store.states.map(({ tokens }) => tokens),
    [[1, 2], [3]],
  );
});

test('the same tokens with other details replace the state', async (t) => {
  const folder = createTemporaryFolder(t);
  const store = await openStore(folder);
  await saveState(store, [1, 2], 'approximate');
  const exact = new FileSequence([1, 2], 7);
  await store.save(document, exact, 'exact');
  assert.equal(exact.saves, 1);
  assert.equal(listNames(folder).length, 2);
  const [found] = (await openStore(folder)).states;
  assert.ok(found);
  assert.equal(found.details, 'exact');
  assert.equal(await store.load(found, new FileSequence()), true);
});

test('a state that another window deleted is written again', async (t) => {
  const { folder, store, state } = await createFolderWithState(t);
  for (const name of listNames(folder)) rmSync(path.join(folder, name));
  const sequence = new FileSequence(state.tokens);
  assert.ok(await store.save(document, sequence, null));
  assert.equal(sequence.saves, 1);
});

test('two windows that save the same at once leave one state that loads', async (t) => {
  const folder = createTemporaryFolder(t);
  const stores = await Promise.all([openStore(folder), openStore(folder)]);
  await Promise.all(stores.map((store) => saveState(store, [1, 2, 3])));
  assert.equal(listNames(folder).length, 2);
  const later = await openStore(folder);
  const [found] = later.states;
  assert.ok(found && (await later.load(found, new FileSequence())));
});

test('a sequence that changes during the save is not saved', async (t) => {
  const folder = createTemporaryFolder(t);
  const { logger, warnings } = collectWarnings();
  const store = await openStore(folder, { logger });
  const sequence = new FileSequence([1, 2]);
  const saving = store.save(document, sequence, null);
  sequence.tokens = [1, 2, 3];
  assert.equal(await saving, undefined);
  assert.deepEqual(listNames(folder), []);
  assert.match(warnings.join(), /the sequence was changed/);
});

test('folder and files are accessible to their owner only, whatever they were before', async (t) => {
  if (process.platform === 'win32') return;
  const folder = path.join(createTemporaryFolder(t), 'deep', 'states');
  const mask = process.umask(0);
  t.after(() => process.umask(mask));
  const readMode = (file: string) => statSync(file).mode & 0o777;
  await saveState(await openStore(folder), [1, 2]);
  assert.equal(readMode(folder), 0o700);
  for (const name of listNames(folder))
    assert.equal(readMode(path.join(folder, name)), 0o600, name);

  const open = createTemporaryFolder(t);
  chmodSync(open, 0o755);
  await openStore(open);
  assert.equal(readMode(open), 0o700);
});

test('the native file is private while it is written, too', async (t) => {
  if (process.platform === 'win32') return;
  const store = await openStore(createTemporaryFolder(t));
  const sequence = new FileSequence([1]);
  const modes: number[] = [];
  await store.save(
    document,
    {
      tokens: sequence.tokens,
      bytesPerToken: sequence.bytesPerToken,
      save: (file) => {
        modes.push(statSync(file).mode & 0o777);
        return sequence.save(file);
      },
    },
    null,
  );
  assert.deepEqual(modes, [0o600]);
});

test('nothing in the folder reveals the path of the document', async (t) => {
  const { folder } = await createFolderWithState(t);
  for (const name of listNames(folder)) {
    const content = readFileSync(path.join(folder, name), 'latin1');
    assert.doesNotMatch(name + content, /somebody|cart/);
  }
});

test('a deleted state is removed from the disk, and is not loaded', async (t) => {
  const { folder, store, state } = await createFolderWithState(t);
  await store.delete(state);
  assert.deepEqual(listNames(folder), []);
  assert.deepEqual(store.states, []);
  const sequence = new FileSequence();
  assert.equal(await store.load(state, sequence), false);
  assert.deepEqual(sequence.loadedFiles, []);
  await store.delete(state);
});

test('clearing deletes the states of all models and unfinished files, and nothing else', async (t) => {
  const { folder, store, state } = await createFolderWithState(t);
  await saveState(await openStore(folder, { fingerprint: 'model b' }), [1, 2]);
  writeFileSync(path.join(folder, `${state.id}.state.${process.pid}-0123456789ab.tmp`), 'half');
  const bytes = countBytes(folder);
  writeFileSync(path.join(folder, 'README.md'), 'not ours');
  assert.equal(await store.clear(), bytes);
  assert.deepEqual(listNames(folder), ['README.md']);
  assert.deepEqual(store.states, []);
  assert.equal(await store.clear(), 0);
});

test('a state that was queued before clearing is deleted too', async (t) => {
  const { folder, store } = await createFolderWithState(t);
  await Promise.all([saveState(store, [4, 5]), store.clear()]);
  assert.deepEqual(listNames(folder), []);
  assert.deepEqual(store.states, []);
});

test('a state can be saved after clearing', async (t) => {
  const { folder, store, state } = await createFolderWithState(t);
  await store.clear();
  await saveState(store, state.tokens);
  assert.equal(listNames(folder).length, 2);
});
