import assert from 'node:assert/strict';
import test from 'node:test';
import { BatteryWatch } from '../../../src/extension/battery/batteryWatch.ts';

test('the system is asked once a minute at most, and nobody waits for it', async () => {
  let nowMs = 1000;
  let asked = 0;
  let answer = Promise.resolve(true);
  const watch = new BatteryWatch(
    () => {
      asked++;
      return answer;
    },
    () => nowMs,
  );
  assert.equal(watch.isOnBattery(), false);
  await answer;
  assert.equal(watch.isOnBattery(), true);
  nowMs += 59_999;
  assert.equal(watch.isOnBattery(), true);
  assert.equal(asked, 1);

  answer = Promise.resolve(false);
  nowMs += 1;
  assert.equal(watch.isOnBattery(), true);
  assert.equal(asked, 2);
  await answer;
  assert.equal(watch.isOnBattery(), false);
});
