import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { documentKey } from '../../../src/engine/states/documentKey.ts';
import {
  FileSequence,
  bytesIn,
  document,
  folderWithState,
  keptWarnings,
  namesIn,
  openStore,
  saved,
  steppingClock,
  temporaryFolder,
} from './stateFixture.ts';

test('a state comes back in another session, with its tokens and details', async (t) => {
  const folder = temporaryFolder(t);
  const details = { line: 3, sampled: ['a', null] };
  const state = await saved(await openStore(folder), [1, 2, 3], details);
  const later = await openStore(folder);
  const [found, ...others] = later.statesOf(document);
  assert.ok(found);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [found.id, found.tokens, found.details, found.bytes],
    [state.id, [1, 2, 3], details, bytesIn(folder)],
  );
  const sequence = new FileSequence();
  assert.equal(await later.load(found, sequence), true);
  assert.deepEqual(sequence.tokens, [1, 2, 3]);
  assert.deepEqual(sequence.loadedFiles, [path.join(folder, `${state.id}.state`)]);
});

test('a state without details has none later either', async (t) => {
  const folder = temporaryFolder(t);
  await (await openStore(folder)).save(document, new FileSequence([1]), undefined);
  const [found] = (await openStore(folder)).states;
  assert.ok(found);
  assert.equal(found.details, undefined);
});

test('details that change after they were saved do not change the state', async (t) => {
  const store = await openStore(temporaryFolder(t));
  const details = { lines: [1] };
  const saving = saved(store, [1], details);
  details.lines.push(2);
  assert.deepEqual((await saving).details, { lines: [1] });
});

test('each document has its own states', async (t) => {
  const store = await openStore(temporaryFolder(t));
  await saved(store, [1]);
  const other = documentKey('file:///home/somebody/inventory.ts');
  await store.save(other, new FileSequence([1]), null);
  assert.equal(store.states.length, 2);
  assert.equal(store.statesOf(document).length, 1);
  assert.equal(store.statesOf(other).length, 1);
});

test('the state used last comes first, in a later session too', async (t) => {
  const folder = temporaryFolder(t);
  const clock = steppingClock();
  const store = await openStore(folder, { clock });
  const first = await saved(store, [1]);
  const second = await saved(store, [2]);
  await store.load(first, new FileSequence());
  for (const { states } of [store, await openStore(folder, { clock })]) {
    assert.deepEqual(
      states.map(({ id }) => id),
      [first.id, second.id],
    );
  }
});

test('the same tokens again are not written again, and count as used', async (t) => {
  const store = await openStore(temporaryFolder(t), { clock: steppingClock() });
  const state = await saved(store, [1, 2]);
  await saved(store, [3]);
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
  const folder = temporaryFolder(t);
  const store = await openStore(folder);
  await saved(store, [1, 2], 'approximate');
  const exact = new FileSequence([1, 2], 7);
  await store.save(document, exact, 'exact');
  assert.equal(exact.saves, 1);
  assert.equal(namesIn(folder).length, 2);
  const [found] = (await openStore(folder)).states;
  assert.ok(found);
  assert.equal(found.details, 'exact');
  assert.equal(await store.load(found, new FileSequence()), true);
});

test('a state that another window deleted is written again', async (t) => {
  const { folder, store, state } = await folderWithState(t);
  for (const name of namesIn(folder)) rmSync(path.join(folder, name));
  const sequence = new FileSequence(state.tokens);
  assert.ok(await store.save(document, sequence, null));
  assert.equal(sequence.saves, 1);
});

test('two windows that save the same at once leave one state that loads', async (t) => {
  const folder = temporaryFolder(t);
  const stores = await Promise.all([openStore(folder), openStore(folder)]);
  await Promise.all(stores.map((store) => saved(store, [1, 2, 3])));
  assert.equal(namesIn(folder).length, 2);
  const later = await openStore(folder);
  const [found] = later.states;
  assert.ok(found && (await later.load(found, new FileSequence())));
});

test('a sequence that changes while it is saved is not saved', async (t) => {
  const folder = temporaryFolder(t);
  const { logger, warnings } = keptWarnings();
  const store = await openStore(folder, { logger });
  const sequence = new FileSequence([1, 2]);
  const saving = store.save(document, sequence, null);
  sequence.tokens = [1, 2, 3];
  assert.equal(await saving, undefined);
  assert.deepEqual(namesIn(folder), []);
  assert.match(warnings.join(), /the sequence was changed/);
});

test('folder and files are for their owner alone, whatever they were before', async (t) => {
  if (process.platform === 'win32') return;
  const folder = path.join(temporaryFolder(t), 'deep', 'states');
  const mask = process.umask(0);
  t.after(() => process.umask(mask));
  const modeOf = (file: string) => statSync(file).mode & 0o777;
  await saved(await openStore(folder), [1, 2]);
  assert.equal(modeOf(folder), 0o700);
  for (const name of namesIn(folder)) assert.equal(modeOf(path.join(folder, name)), 0o600, name);

  const open = temporaryFolder(t);
  chmodSync(open, 0o755);
  await openStore(open);
  assert.equal(modeOf(open), 0o700);
});

test('the native file is private while it is written, too', async (t) => {
  if (process.platform === 'win32') return;
  const store = await openStore(temporaryFolder(t));
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

test('nothing in the folder tells the path of the document', async (t) => {
  const { folder } = await folderWithState(t);
  for (const name of namesIn(folder)) {
    const content = readFileSync(path.join(folder, name), 'latin1');
    assert.doesNotMatch(name + content, /somebody|cart/);
  }
});

test('a deleted state is gone from the disk, and is not loaded', async (t) => {
  const { folder, store, state } = await folderWithState(t);
  await store.delete(state);
  assert.deepEqual(namesIn(folder), []);
  assert.deepEqual(store.states, []);
  const sequence = new FileSequence();
  assert.equal(await store.load(state, sequence), false);
  assert.deepEqual(sequence.loadedFiles, []);
  await store.delete(state);
});

test('clearing deletes the states of all models and what is being written, and nothing else', async (t) => {
  const { folder, store, state } = await folderWithState(t);
  await saved(await openStore(folder, { fingerprint: 'model b' }), [1, 2]);
  writeFileSync(path.join(folder, `${state.id}.state.${process.pid}-0123456789ab.tmp`), 'half');
  const bytes = bytesIn(folder);
  writeFileSync(path.join(folder, 'README.md'), 'not ours');
  assert.equal(await store.clear(), bytes);
  assert.deepEqual(namesIn(folder), ['README.md']);
  assert.deepEqual(store.states, []);
  assert.equal(await store.clear(), 0);
});

test('what was to be saved before clearing is deleted as well', async (t) => {
  const { folder, store } = await folderWithState(t);
  await Promise.all([saved(store, [4, 5]), store.clear()]);
  assert.deepEqual(namesIn(folder), []);
  assert.deepEqual(store.states, []);
});

test('a state can be saved after clearing', async (t) => {
  const { folder, store, state } = await folderWithState(t);
  await store.clear();
  await saved(store, state.tokens);
  assert.equal(namesIn(folder).length, 2);
});
