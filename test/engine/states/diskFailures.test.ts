import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { EngineError } from '../../../src/engine/foundation/engineError.ts';
import {
  FileSequence,
  document,
  createFolderWithState,
  collectWarnings,
  listNames,
  openStore,
  saveState,
  createTemporaryFolder,
} from './stateFixture.ts';

// Permissions don't restrict a superuser, so failures are caused by folders in place of files and
// files in place of folders.

/** Returns the error of a system call as Node.js reports it. */
function createSystemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the system says it, '/some/path'`), { code });
}

test('a folder whose path is a file stores nothing, and the log reports it', async (t) => {
  const folder = path.join(createTemporaryFolder(t), 'states');
  writeFileSync(folder, 'in the way');
  const { logger, warnings } = collectWarnings();
  const store = await openStore(folder, { logger });
  assert.deepEqual(store.states, []);
  assert.equal(await store.save(document, new FileSequence([1]), null), undefined);
  assert.equal(await store.clear(), 0);
  assert.deepEqual(warnings, [
    `Saved states in ${folder} can't be used: there is a file where a folder should be.`,
    `A state can't be saved in ${folder}: there is a file where a folder should be.`,
  ]);
});

test('a folder that is later replaced by a file loses its states without an error', async (t) => {
  const { folder, store, state } = await createFolderWithState(t);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'in the way');
  const sequence = new FileSequence();
  assert.equal(await store.load(state, sequence), false);
  assert.deepEqual(sequence.loadedFiles, []);
  assert.equal(await store.save(document, new FileSequence([1]), null), undefined);
});

test('a deleted folder is created again', async (t) => {
  const { folder, store } = await createFolderWithState(t);
  rmSync(folder, { recursive: true });
  await saveState(store, [4]);
  assert.equal(listNames(folder).length, 2);
});

for (const [code, words] of [
  ['ENOSPC', /the disk is full/],
  ['EACCES', /writing there is not allowed/],
  ['EIO', /EIO: as the system says it/],
] as const) {
  test(`a write that fails with ${code} halfway leaves no file, and keeps older states`, async (t) => {
    const { folder } = await createFolderWithState(t);
    const before = listNames(folder);
    const { logger, warnings } = collectWarnings();
    const store = await openStore(folder, { logger });
    const save = (file: string) => {
      writeFileSync(file, 'half');
      return Promise.reject(createSystemError(code));
    };
    const sequence = { tokens: [1], bytesPerToken: 1, save };
    assert.equal(await store.save(document, sequence, null), undefined);
    assert.deepEqual(listNames(folder), before);
    assert.match(warnings.join(), words);
  });
}

test('a state that the disk has no room for is not written', async (t) => {
  const folder = createTemporaryFolder(t);
  const { logger, warnings } = collectWarnings();
  const store = await openStore(folder, { logger, maxBytes: 2 ** 62 });
  const sequence = new FileSequence([1]);
  const save = (file: string) => sequence.save(file);
  const immense = { tokens: sequence.tokens, bytesPerToken: 2 ** 60, save };
  assert.equal(await store.save(document, immense, null), undefined);
  assert.equal(sequence.saves, 0);
  assert.deepEqual(warnings, [`A state can't be saved in ${folder}: the disk is full.`]);
});

test('a file that is shorter than the library reports is not kept', async (t) => {
  const folder = createTemporaryFolder(t);
  const { logger, warnings } = collectWarnings();
  const store = await openStore(folder, { logger });
  const save = (file: string) => {
    writeFileSync(file, 'half');
    return Promise.resolve(8);
  };
  const sequence = { tokens: [1], bytesPerToken: 1, save };
  assert.equal(await store.save(document, sequence, null), undefined);
  assert.deepEqual(listNames(folder), []);
  assert.match(warnings.join(), /4 of 8 bytes were written/);
});

for (const kind of ['state', 'json']) {
  test(`if the .${kind} file can't be renamed, no part of the state stays`, async (t) => {
    const { folder, store, state } = await createFolderWithState(t);
    await store.delete(state);
    const obstacle = `${state.id}.${kind}`;
    mkdirSync(path.join(folder, obstacle));
    const sequence = new FileSequence(state.tokens);
    assert.equal(await store.save(document, sequence, null), undefined);
    assert.equal(sequence.saves, 1);
    assert.deepEqual(listNames(folder), [obstacle]);
    assert.deepEqual((await openStore(folder)).states, []);
  });
}

test('a replacement that fails halfway leaves no mismatched pair', async (t) => {
  const { folder, store, state } = await createFolderWithState(t);
  rmSync(path.join(folder, `${state.id}.json`));
  mkdirSync(path.join(folder, `${state.id}.json`));
  assert.equal(await store.save(document, new FileSequence(state.tokens), 'others'), undefined);
  assert.deepEqual(store.states, []);
  assert.deepEqual(listNames(folder), [`${state.id}.json`]);
});

test('clearing reports the files that it could not delete, after deleting all others', async (t) => {
  const { folder, store } = await createFolderWithState(t);
  const obstacle = `${'0'.repeat(32)}.state`;
  mkdirSync(path.join(folder, obstacle));
  await assert.rejects(store.clear(), (error) => {
    assert.ok(error instanceof EngineError);
    assert.match(error.message, /could not be deleted: there is a folder where a file should be\./);
    assert.ok(error.message.includes(folder));
    return true;
  });
  assert.deepEqual(listNames(folder), [obstacle]);
});
