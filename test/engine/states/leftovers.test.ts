import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { folderWithState, namesIn, openStore, temporaryFolder } from './stateFixture.ts';

const id = '0123456789abcdef0123456789abcdef';

/** Returns the identifier of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

function temporaryName(kind: 'state' | 'json', pid: number): string {
  return `${id}.${kind}.${pid}-0123456789ab.tmp`;
}

function age(file: string, hours: number): void {
  const then = new Date(Date.now() - hours * 3_600_000);
  utimesSync(file, then, then);
}

test('a native file without sidecar is deleted', async (t) => {
  const { folder, state } = await folderWithState(t);
  rmSync(path.join(folder, `${state.id}.json`));
  assert.deepEqual((await openStore(folder)).states, []);
  assert.deepEqual(namesIn(folder), []);
});

test('a sidecar without native file is deleted', async (t) => {
  const { folder, state } = await folderWithState(t);
  rmSync(path.join(folder, `${state.id}.state`));
  assert.deepEqual((await openStore(folder)).states, []);
  assert.deepEqual(namesIn(folder), []);
});

test('what a process that has ended was writing is deleted', async (t) => {
  const folder = temporaryFolder(t);
  const pid = endedProcess();
  writeFileSync(path.join(folder, temporaryName('state', pid)), 'half');
  writeFileSync(path.join(folder, temporaryName('json', pid)), 'half');
  writeFileSync(path.join(folder, `${id}.state`), 'whole');
  await openStore(folder);
  assert.deepEqual(namesIn(folder), []);
});

test('what a running process writes stays, with the half that is in place', async (t) => {
  const folder = temporaryFolder(t);
  const names = [`${id}.state`, temporaryName('json', process.pid)].sort();
  for (const name of names) writeFileSync(path.join(folder, name), 'half');
  await openStore(folder);
  assert.deepEqual(namesIn(folder), names);
});

test('what nobody has written to for more than an hour is deleted', async (t) => {
  const folder = temporaryFolder(t);
  const name = temporaryName('state', process.pid);
  const file = path.join(folder, name);
  writeFileSync(file, 'half');
  age(file, 0.9);
  await openStore(folder);
  assert.deepEqual(namesIn(folder), [name]);
  age(file, 1.1);
  await openStore(folder);
  assert.deepEqual(namesIn(folder), []);
});

test('files that are not of the store stay', async (t) => {
  const folder = temporaryFolder(t);
  const names = [`${id}.state.tmp`, `${id.slice(1)}.state`, 'notes.json', `x${id}.json`].sort();
  for (const name of names) writeFileSync(path.join(folder, name), '');
  await openStore(folder);
  assert.deepEqual(namesIn(folder), names);
});
