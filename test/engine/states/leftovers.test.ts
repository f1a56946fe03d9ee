import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {
  createFolderWithState,
  listNames,
  openStore,
  createTemporaryFolder,
} from './stateFixture.ts';

const id = '0123456789abcdef0123456789abcdef';

/** Returns the identifier of a process that has ended. */
function startEndedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

function createTemporaryName(kind: 'state' | 'json', pid: number): string {
  return `${id}.${kind}.${pid}-0123456789ab.tmp`;
}

function setAge(file: string, hours: number): void {
  const then = new Date(Date.now() - hours * 3_600_000);
  utimesSync(file, then, then);
}

test('a native file without sidecar is deleted', async (t) => {
  const { folder, state } = await createFolderWithState(t);
  rmSync(path.join(folder, `${state.id}.json`));
  assert.deepEqual((await openStore(folder)).states, []);
  assert.deepEqual(listNames(folder), []);
});

test('a sidecar without native file is deleted', async (t) => {
  const { folder, state } = await createFolderWithState(t);
  rmSync(path.join(folder, `${state.id}.state`));
  assert.deepEqual((await openStore(folder)).states, []);
  assert.deepEqual(listNames(folder), []);
});

test('a file that an ended process was writing is deleted', async (t) => {
  const folder = createTemporaryFolder(t);
  const pid = startEndedProcess();
  writeFileSync(path.join(folder, createTemporaryName('state', pid)), 'half');
  writeFileSync(path.join(folder, createTemporaryName('json', pid)), 'half');
  writeFileSync(path.join(folder, `${id}.state`), 'whole');
  await openStore(folder);
  assert.deepEqual(listNames(folder), []);
});

test('a file that a running process is writing stays, as does the finished half', async (t) => {
  const folder = createTemporaryFolder(t);
  const names = [`${id}.state`, createTemporaryName('json', process.pid)].sort();
  for (const name of names) writeFileSync(path.join(folder, name), 'half');
  await openStore(folder);
  assert.deepEqual(listNames(folder), names);
});

test('a file that was not written to for more than an hour is deleted', async (t) => {
  const folder = createTemporaryFolder(t);
  const name = createTemporaryName('state', process.pid);
  const file = path.join(folder, name);
  writeFileSync(file, 'half');
  setAge(file, 0.9);
  await openStore(folder);
  assert.deepEqual(listNames(folder), [name]);
  setAge(file, 1.1);
  await openStore(folder);
  assert.deepEqual(listNames(folder), []);
});

test('files of other programs stay', async (t) => {
  const folder = createTemporaryFolder(t);
  const names = [`${id}.state.tmp`, `${id.slice(1)}.state`, 'notes.json', `x${id}.json`].sort();
  for (const name of names) writeFileSync(path.join(folder, name), '');
  await openStore(folder);
  assert.deepEqual(listNames(folder), names);
});
