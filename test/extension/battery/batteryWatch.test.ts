import assert from 'node:assert/strict';
import test from 'node:test';
import { BatteryWatch } from '../../../src/extension/battery/batteryWatch.ts';

test('the system is queried at most once a minute, and no caller waits for it', async () => {
  let nowMs = 1000;
  let queryCount = 0;
  let changes = 0;
  let answer = Promise.resolve(true);
  const watch = new BatteryWatch(
    () => {
      queryCount++;
      return answer;
    },
    () => nowMs,
    () => changes++,
  );
  assert.equal(watch.isOnBattery(), false);
  await answer;
  assert.equal(watch.isOnBattery(), true);
  assert.equal(changes, 1);
  nowMs += 59_999;
  assert.equal(watch.isOnBattery(), true);
  assert.equal(queryCount, 1);

  answer = Promise.resolve(false);
  nowMs += 1;
  assert.equal(watch.isOnBattery(), true);
  assert.equal(queryCount, 2);
  await answer;
  assert.equal(watch.isOnBattery(), false);
  assert.equal(changes, 2);
});

test('an answer that equals the previous one is not a change', async () => {
  let nowMs = 0;
  let changes = 0;
  const answer = Promise.resolve(false);
  const watch = new BatteryWatch(
    () => answer,
    () => nowMs,
    () => changes++,
  );
  for (let minute = 0; minute < 3; minute++) {
    watch.isOnBattery();
    await answer;
    nowMs += 60_000;
  }
  assert.equal(changes, 0);
});
