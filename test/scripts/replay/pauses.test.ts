import assert from 'node:assert/strict';
import test from 'node:test';
import { measurePauses } from '../../../scripts/replay/pauses.ts';

test('requests that are followed by a second without events are pauses, but the last one is not', () => {
  const figures = measurePauses([
    { pauseMs: 1000, isAnswered: true },
    { pauseMs: 5000, isAnswered: false },
    { pauseMs: 999, isAnswered: true },
    { pauseMs: null, isAnswered: true },
  ]);
  assert.deepEqual(figures, { requests: 2, answered: 1, share: 0.5 });
});

test('a trace without pauses has no share', () => {
  assert.equal(measurePauses([]).share, null);
});
