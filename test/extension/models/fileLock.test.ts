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
import { createTemporaryFolder } from './fileServer.ts';

async function createLockPath(t: TestContext): Promise<string> {
  return join(await createTemporaryFolder(t), 'model.lock');
}

function requireLock(lock: FileLock | undefined): FileLock {
  assert.ok(lock, 'the lock was refused');
  return lock;
}

/** Returns the content of a lock file of an owner in another process. */
function formatOwnerFile(pid: number, host = hostname()): string {
  return JSON.stringify({ host, pid, token: 'theirs' });
}

void test('only one of many callers gets the lock', async (t) => {
  const path = await createLockPath(t);
  const locks = await Promise.all(Array.from({ length: 10 }, () => acquireFileLock(path)));
  const winners = locks.filter((lock) => lock !== undefined);
  assert.equal(winners.length, 1);
  await winners[0]?.release();
});

void test('a released lock can be acquired again', async (t) => {
  const path = await createLockPath(t);
  await requireLock(await acquireFileLock(path)).release();
  assert.equal(existsSync(path), false);
  await requireLock(await acquireFileLock(path)).release();
});

void test('the lock of an ended process is taken over', async (t) => {
  const path = await createLockPath(t);
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  writeFileSync(path, formatOwnerFile(child.pid ?? 0));
  await requireLock(await acquireFileLock(path)).release();
});

void test('the lock of a running process is respected', async (t) => {
  const path = await createLockPath(t);
  writeFileSync(path, formatOwnerFile(process.pid));
  assert.equal(await acquireFileLock(path), undefined);
  assert.equal(readFileSync(path, 'utf8'), formatOwnerFile(process.pid));
});

void test('the fresh lock of another machine is respected, whatever its process number', async (t) => {
  const path = await createLockPath(t);
  writeFileSync(path, formatOwnerFile(2 ** 30, 'another-machine'));
  assert.equal(await acquireFileLock(path), undefined);
});

void test('a lock that was not refreshed for too long is taken over', async (t) => {
  const path = await createLockPath(t);
  writeFileSync(path, formatOwnerFile(process.pid));
  const past = new Date(Date.now() - 60_000);
  utimesSync(path, past, past);
  assert.equal(await acquireFileLock(path, { staleAfterMs: 120_000 }), undefined);
  await requireLock(await acquireFileLock(path, { staleAfterMs: 30_000 })).release();
});

void test('a lock that was taken over is reported as lost, and its old owner does not remove it', async (t) => {
  const path = await createLockPath(t);
  const lock = requireLock(await acquireFileLock(path, { heartbeatMs: 1 }));
  const lost = once(lock.lostSignal, 'abort');
  writeFileSync(path, formatOwnerFile(1, 'another-machine'));
  // The heartbeat doesn't keep the process alive, so the test does.
  const alive = setInterval(() => undefined, 1000);
  await lost;
  clearInterval(alive);
  await lock.release();
  assert.equal(readFileSync(path, 'utf8'), formatOwnerFile(1, 'another-machine'));
});
