import assert from 'node:assert/strict';
import test from 'node:test';
import { RestartPolicy } from '../../../src/extension/engineHost/restartPolicy.ts';

test('the first restart is immediate, further ones are delayed more and more, then there are none', () => {
  const policy = new RestartPolicy();
  const delays = Array.from({ length: 5 }, (_, index) => policy.recordCrash(index * 1000));
  assert.deepEqual(delays, [0, 1_000, 5_000, 15_000, undefined]);
});

test('an engine that ran for long is restarted immediately again', () => {
  const policy = new RestartPolicy();
  policy.recordCrash(0);
  policy.recordCrash(1000);
  assert.equal(policy.recordCrash(10 * 60_000), 0);
});

test('a restart by the user resets the policy', () => {
  const policy = new RestartPolicy();
  for (let count = 0; count < 5; count++) policy.recordCrash(count);
  policy.reset();
  assert.equal(policy.recordCrash(6), 0);
});
