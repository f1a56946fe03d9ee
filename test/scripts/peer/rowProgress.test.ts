import assert from 'node:assert/strict';
import test from 'node:test';
import { RowProgress } from '../../../scripts/peer/rowProgress.ts';

test('the latest state is printed every ten seconds until the end', ({ mock }) => {
  mock.timers.enable({ apis: ['setInterval'] });
  const states: string[] = [];
  const progress = new RowProgress('row', (line) => states.push(line.replace(/ \(\d+ s\)$/, '')));
  progress.update('request 1 of 2');
  progress.update('request 2 of 2');
  mock.timers.tick(10_000);
  progress.update('waiting');
  mock.timers.tick(20_000);
  progress.end('done');
  mock.timers.tick(60_000);
  assert.deepEqual(states, [
    'row: starting',
    'row: request 2 of 2',
    'row: waiting',
    'row: waiting',
    'row: done',
  ]);
});
