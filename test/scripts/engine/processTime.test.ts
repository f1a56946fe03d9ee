import assert from 'node:assert/strict';
import test from 'node:test';
import {
  parseCpuSeconds,
  readCpuSeconds,
  subtractSeconds,
} from '../../../scripts/engine/processTime.ts';

test('user and system time are added, whatever the name of the process', () => {
  const stat = '42 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 250 50 11 12 13';
  assert.equal(parseCpuSeconds(stat), 3);
  assert.equal(parseCpuSeconds('42 (node) S 1'), null);
});

test('the time of a process is read on Linux', async () => {
  const seconds = await readCpuSeconds(process.pid);
  assert.equal(seconds !== null && seconds > 0, process.platform === 'linux');
  assert.equal(await readCpuSeconds(undefined), null);
});

test('a missing reading gives no difference', () => {
  assert.equal(subtractSeconds(3, 1), 2);
  assert.equal(subtractSeconds(3, null), null);
  assert.equal(subtractSeconds(null, 1), null);
});
