import assert from 'node:assert/strict';
import test from 'node:test';
import { RestartPolicy } from '../../../src/extension/engineHost/restartPolicy.ts';

test('the first restart is at once, further ones wait longer and longer, then none', () => {
  const policy = new RestartPolicy();
  const delays = Array.from({ length: 5 }, (_, index) => policy.nextDelayMs(index * 1000));
  assert.deepEqual(delays, [0, 1_000, 5_000, 15_000, undefined]);
});

test('an engine that lived for long is restarted at once again', () => {
  const policy = new RestartPolicy();
  policy.nextDelayMs(0);
  policy.nextDelayMs(1000);
  assert.equal(policy.nextDelayMs(10 * 60_000), 0);
});

test('the person gives a fresh start', () => {
  const policy = new RestartPolicy();
  for (let count = 0; count < 5; count++) policy.nextDelayMs(count);
  policy.reset();
  assert.equal(policy.nextDelayMs(6), 0);
});
