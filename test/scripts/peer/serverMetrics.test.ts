import assert from 'node:assert/strict';
import test from 'node:test';
import { ServerCounter } from '../../../scripts/peer/serverMetrics.ts';

/** Decode seconds in total, and decode steps per second since the previous reading. */
interface DecodeMetrics {
  readonly seconds: number;
  readonly rate: number;
}

function formatMetrics({ seconds, rate }: DecodeMetrics): string {
  return `# HELP llamacpp:prompt_tokens_total Number of prompt tokens processed.
# TYPE llamacpp:prompt_tokens_total counter
llamacpp:prompt_tokens_total 1.23457e+06
llamacpp:prompt_tokens_cached_total 7
llamacpp:tokens_predicted_total 42
llamacpp:tokens_predicted_seconds_total ${seconds}
llamacpp:predicted_tokens_seconds ${rate}
llamacpp:requests_processing 1
llamacpp:requests_deferred 2
`;
}

test('counts are read from the text of the metrics', () => {
  const counts = new ServerCounter().add(formatMetrics({ seconds: 2, rate: 8.5 }));
  assert.deepEqual(counts, { promptTokens: 1_234_570, decodeSteps: 17, runningRequests: 3 });
});

test('decode steps add up over the readings, each with the rate since the one before', () => {
  const counter = new ServerCounter();
  const readings = [
    { seconds: 0.1, rate: 30 },
    { seconds: 0.1, rate: 0 },
    { seconds: 1.1, rate: 7 },
  ].map((metrics) => counter.add(formatMetrics(metrics)).decodeSteps);
  assert.deepEqual(readings, [3, 3, 10]);
});

test('a missing count is an error', () => {
  const text = formatMetrics({ seconds: 1, rate: 1 });
  assert.throws(
    () => new ServerCounter().add(text.replace('prompt_tokens_total 1', '')),
    /no "prompt_tokens_total"/,
  );
});
