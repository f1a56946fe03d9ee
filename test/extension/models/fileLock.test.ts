import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { acquireFileLock } from '../../../src/extension/models/fileLock.ts';
import type { FileLock } from '../../../src/extension/models/fileLock.ts';
import { temporaryFolder } from './fileServer.ts';

async function lockPath(t: TestContext): Promise<string> {
  return join(await temporaryFolder(t), 'model.lock');
}

function held(lock: FileLock | undefined): FileLock {
  assert.ok(lock, 'the lock was refused');
  return lock;
}

/** Returns the content of a lock file of an owner in another process. */
function ownerFile(pid: number, host = hostname()): string {
  return JSON.stringify({ host, pid, token: 'theirs' });
}

void test('one of many gets the lock', async (t) => {
  const path = await lockPath(t);
  const locks = await Promise.all(Array.from({ length: 10 }, () => acquireFileLock(path)));
  const winners = locks.filter((lock) => lock !== undefined);
  assert.equal(winners.length, 1);
  await winners[0]?.release();
});

void test('a lock that was given back can be taken again', async (t) => {
  const path = await lockPath(t);
  await held(await acquireFileLock(path)).release();
  assert.equal(existsSync(path), false);
  await held(await acquireFileLock(path)).release();
});

void test('the lock of a process that has ended is taken over', async (t) => {
  const path = await lockPath(t);
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  writeFileSync(path, ownerFile(child.pid ?? 0));
  await held(await acquireFileLock(path)).release();
});

void test('the lock of a process that runs is respected', async (t) => {
  const path = await lockPath(t);
  writeFileSync(path, ownerFile(process.pid));
  assert.equal(await acquireFileLock(path), undefined);
  assert.equal(readFileSync(path, 'utf8'), ownerFile(process.pid));
});

void test('the fresh lock of another machine is respected, whatever its process number', async (t) => {
  const path = await lockPath(t);
  writeFileSync(path, ownerFile(2 ** 30, 'another-machine'));
  assert.equal(await acquireFileLock(path), undefined);
});

void test('a lock that was not touched for too long is taken over', async (t) => {
  const path = await lockPath(t);
  writeFileSync(path, ownerFile(process.pid));
  const past = new Date(Date.now() - 60_000);
  utimesSync(path, past, past);
  assert.equal(await acquireFileLock(path, { staleAfterMs: 120_000 }), undefined);
  await held(await acquireFileLock(path, { staleAfterMs: 30_000 })).release();
});

void test('a lock that was taken over is reported lost and not removed by its old owner', async (t) => {
  const path = await lockPath(t);
  const lock = held(await acquireFileLock(path, { heartbeatMs: 1 }));
  const lost = once(lock.lost, 'abort');
  writeFileSync(path, ownerFile(1, 'another-machine'));
  // The heartbeat doesn't keep the process alive, so the test does.
  const alive = setInterval(() => undefined, 1000);
  await lost;
  clearInterval(alive);
  await lock.release();
  assert.equal(readFileSync(path, 'utf8'), ownerFile(1, 'another-machine'));
});
