import assert from 'node:assert/strict';
import test from 'node:test';
import { parseMetrics } from '../../../scripts/peer/serverMetrics.ts';

const metrics = `# HELP llamacpp:prompt_tokens_total Number of prompt tokens processed.
# TYPE llamacpp:prompt_tokens_total counter
llamacpp:prompt_tokens_total 1.23457e+06
llamacpp:prompt_tokens_cached_total 7
llamacpp:tokens_predicted_total 42
llamacpp:requests_processing 1
llamacpp:requests_deferred 2
`;

test('counts are read from the text of the metrics', () => {
  assert.deepEqual(parseMetrics(metrics), {
    promptTokens: 1_234_570,
    sampledTokens: 42,
    runningRequests: 3,
  });
});

test('a missing count is an error', () => {
  assert.throws(() => parseMetrics('llamacpp:prompt_tokens_total 1\n'), /tokens_predicted_total/);
});
