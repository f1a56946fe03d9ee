import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { EngineError } from '../../../src/engine/foundation/engineError.ts';
import {
  FileSequence,
  document,
  folderWithState,
  keptWarnings,
  namesIn,
  openStore,
  saved,
  temporaryFolder,
} from './stateFixture.ts';

// Permissions don't restrict a superuser, so failures are caused by folders in place of files and
// files in place of folders.

/** Returns the error of a system call as Node.js reports it. */
function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the system says it, '/some/path'`), { code });
}

test('a folder that a file has the place of holds nothing and takes nothing, and the log says so', async (t) => {
  const folder = path.join(temporaryFolder(t), 'states');
  writeFileSync(folder, 'in the way');
  const { logger, warnings } = keptWarnings();
  const store = await openStore(folder, { logger });
  assert.deepEqual(store.states, []);
  assert.equal(await store.save(document, new FileSequence([1]), null), undefined);
  assert.equal(await store.clear(), 0);
  assert.deepEqual(warnings, [
    `Saved states in ${folder} can't be used: a file stands where a folder should be.`,
    `A state can't be saved in ${folder}: a file stands where a folder should be.`,
  ]);
});

test('a folder that a file takes the place of later loses its states without a rejection', async (t) => {
  const { folder, store, state } = await folderWithState(t);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'in the way');
  const sequence = new FileSequence();
  assert.equal(await store.load(state, sequence), false);
  assert.deepEqual(sequence.loadedFiles, []);
  assert.equal(await store.save(document, new FileSequence([1]), null), undefined);
});

test('a folder that was deleted is made again', async (t) => {
  const { folder, store } = await folderWithState(t);
  rmSync(folder, { recursive: true });
  await saved(store, [4]);
  assert.equal(namesIn(folder).length, 2);
});

for (const [code, words] of [
  ['ENOSPC', /the disk is full/],
  ['EACCES', /writing there is not allowed/],
  ['EIO', /EIO: as the system says it/],
] as const) {
  test(`a write that fails with ${code} halfway leaves nothing, and older states alone`, async (t) => {
    const { folder } = await folderWithState(t);
    const before = namesIn(folder);
    const { logger, warnings } = keptWarnings();
    const store = await openStore(folder, { logger });
    const save = (file: string) => {
      writeFileSync(file, 'half');
      return Promise.reject(systemError(code));
    };
    const sequence = { tokens: [1], bytesPerToken: 1, save };
    assert.equal(await store.save(document, sequence, null), undefined);
    assert.deepEqual(namesIn(folder), before);
    assert.match(warnings.join(), words);
  });
}

test('what the disk has no room for is not even begun', async (t) => {
  const folder = temporaryFolder(t);
  const { logger, warnings } = keptWarnings();
  const store = await openStore(folder, { logger, limitBytes: 2 ** 62 });
  const sequence = new FileSequence([1]);
  const save = (file: string) => sequence.save(file);
  const immense = { tokens: sequence.tokens, bytesPerToken: 2 ** 60, save };
  assert.equal(await store.save(document, immense, null), undefined);
  assert.equal(sequence.saves, 0);
  assert.deepEqual(warnings, [`A state can't be saved in ${folder}: the disk is full.`]);
});

test('a file that is shorter than the library believes is not kept', async (t) => {
  const folder = temporaryFolder(t);
  const { logger, warnings } = keptWarnings();
  const store = await openStore(folder, { logger });
  const save = (file: string) => {
    writeFileSync(file, 'half');
    return Promise.resolve(8);
  };
  const sequence = { tokens: [1], bytesPerToken: 1, save };
  assert.equal(await store.save(document, sequence, null), undefined);
  assert.deepEqual(namesIn(folder), []);
  assert.match(warnings.join(), /4 of 8 bytes were written/);
});

for (const kind of ['state', 'json']) {
  test(`where the .${kind} file can't get its place no half of the state stays`, async (t) => {
    const { folder, store, state } = await folderWithState(t);
    await store.delete(state);
    const obstacle = `${state.id}.${kind}`;
    mkdirSync(path.join(folder, obstacle));
    const sequence = new FileSequence(state.tokens);
    assert.equal(await store.save(document, sequence, null), undefined);
    assert.equal(sequence.saves, 1);
    assert.deepEqual(namesIn(folder), [obstacle]);
    assert.deepEqual((await openStore(folder)).states, []);
  });
}

test('a state that replaces another one and fails halfway does not leave a wrong pair', async (t) => {
  const { folder, store, state } = await folderWithState(t);
  rmSync(path.join(folder, `${state.id}.json`));
  mkdirSync(path.join(folder, `${state.id}.json`));
  assert.equal(await store.save(document, new FileSequence(state.tokens), 'others'), undefined);
  assert.deepEqual(store.states, []);
  assert.deepEqual(namesIn(folder), [`${state.id}.json`]);
});

test('clearing tells what it could not delete, after deleting all else', async (t) => {
  const { folder, store } = await folderWithState(t);
  const obstacle = `${'0'.repeat(32)}.state`;
  mkdirSync(path.join(folder, obstacle));
  await assert.rejects(store.clear(), (error) => {
    assert.ok(error instanceof EngineError);
    assert.match(error.message, /could not be deleted: a folder stands where a file should be\./);
    assert.ok(error.message.includes(folder));
    return true;
  });
  assert.deepEqual(namesIn(folder), [obstacle]);
});
