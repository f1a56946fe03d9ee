import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ProgressMeter } from '../../../src/extension/models/progressMeter.ts';
import type { DownloadProgress } from '../../../src/extension/models/progressMeter.ts';

function createMeter(totalBytes: number): {
  readonly clock: { nowMs: number };
  readonly reports: DownloadProgress[];
  readonly meter: ProgressMeter;
} {
  const clock = { nowMs: 0 };
  const reports: DownloadProgress[] = [];
  const meter = new ProgressMeter({
    totalBytes,
    intervalMs: 200,
    speedWindowMs: 5000,
    now: () => clock.nowMs,
    report: (progress) => reports.push(progress),
  });
  return { clock, reports, meter };
}

void test('updates within the interval are not reported, but the last byte always is', () => {
  const { clock, reports, meter } = createMeter(1000);
  meter.begin('receiving', 0);
  for (const [atMs, bytes] of [
    [50, 100],
    [199, 200],
    [200, 300],
    [250, 400],
    [260, 1000],
  ] as const) {
    clock.nowMs = atMs;
    meter.update(bytes);
  }
  assert.deepEqual(
    reports.map(({ receivedBytes }) => receivedBytes),
    [0, 300, 1000],
  );
});

void test('the speed is the mean of the last seconds', () => {
  const { clock, reports, meter } = createMeter(1e9);
  meter.begin('receiving', 0);
  let bytes = 0;
  for (clock.nowMs = 1000; clock.nowMs <= 20_000; clock.nowMs += 1000) {
    bytes += clock.nowMs <= 10_000 ? 1_000_000 : 2_000_000;
    meter.update(bytes);
  }
  assert.equal(reports[5]?.bytesPerSecond, 1_000_000);
  assert.equal(reports.at(-1)?.bytesPerSecond, 2_000_000);
});

void test('bytes that existed before do not count for the speed', () => {
  const { clock, reports, meter } = createMeter(1e9);
  meter.begin('receiving', 5_000_000);
  clock.nowMs = 1000;
  meter.update(5_000_100);
  assert.equal(reports.at(-1)?.bytesPerSecond, 100);
});

void test('reports keep their interval and no speed is negative, whenever bytes arrive', () => {
  const step = fc.record({ waitMs: fc.nat(500), bytes: fc.nat(1000), restart: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const { clock, reports, meter } = createMeter(1e9);
      let bytes = 0;
      let reportedAtMs = -Infinity;
      for (const { waitMs, bytes: more, restart } of steps) {
        clock.nowMs += waitMs;
        const before = reports.length;
        if (restart) {
          bytes = 0;
          meter.begin('receiving', bytes);
        } else {
          bytes += more;
          meter.update(bytes);
          if (reports.length > before) assert.ok(clock.nowMs - reportedAtMs >= 200);
        }
        if (reports.length > before) reportedAtMs = clock.nowMs;
      }
      assert.ok(reports.every(({ bytesPerSecond }) => bytesPerSecond >= 0));
    }),
  );
});
