import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DownloadError } from '../../../src/extension/models/downloadError.ts';
import { describeProgress, describeRetry } from '../../../src/extension/models/progressText.ts';
import { formatDuration, formatShare } from '../../../src/extension/models/quantities.ts';

const halfway = { phase: 'receiving', receivedBytes: 2e9, totalBytes: 4e9 } as const;

void test('progress has the amount, the speed and the remaining time', () => {
  assert.equal(
    describeProgress({ ...halfway, bytesPerSecond: 20_000_000 }),
    '2.00 GB of 4.00 GB, 20.0 MB/s, 2 min left',
  );
});

void test('progress without a speed has the amount only', () => {
  assert.equal(describeProgress({ ...halfway, bytesPerSecond: 0 }), '2.00 GB of 4.00 GB');
});

void test('the check of existing data is reported as such', () => {
  assert.equal(
    describeProgress({ ...halfway, phase: 'checking', bytesPerSecond: 1e9 }),
    'Checking what is there: 50 %',
  );
});

void test('a wait for the next attempt has its reason', () => {
  const describeFailure = (code: DownloadError['code']): string =>
    describeRetry(new DownloadError(code, ''), 5000);
  assert.equal(describeFailure('connectionLost'), 'The connection was lost; trying again in 5 s');
  assert.equal(describeFailure('stalled'), 'The connection stalled; trying again in 5 s');
  assert.equal(
    describeFailure('serverTrouble'),
    'The server reported an error; trying again in 5 s',
  );
  assert.equal(describeFailure('cannotResume'), 'The server can’t resume; starting over in 5 s');
});

void test('a share is never 100 % before the end', () => {
  assert.equal(formatShare(999, 1000), '99 %');
  assert.equal(formatShare(1000, 1000), '100 %');
});

for (const [seconds, text] of [
  [0.2, '1 s'],
  [90, '90 s'],
  [91, '2 min'],
  [3540, '59 min'],
  [3541, '1 h 0 min'],
  [3900, '1 h 5 min'],
] as const) {
  void test(`${String(seconds)} seconds read as ${text}`, () => {
    assert.equal(formatDuration(seconds), text);
  });
}
