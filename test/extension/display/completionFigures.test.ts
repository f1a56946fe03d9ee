import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  formatMs,
  formatTokens,
  formatDraftAndIdleFigures,
  formatTimeFigures,
  formatTokenFigures,
  type CompletionFigure,
} from '../../../src/extension/display/completionFigures.ts';
import { createRequestMetrics } from '../../support/requestMetrics.ts';

const metrics = createRequestMetrics({
  promptTokens: 1214,
  reusedTokens: 1210,
  evaluatedTokens: 4,
  prefetchedTokens: 3,
  repairTokens: 12,
  reuse: 'patched',
  decodeSteps: 7,
  wastedTokens: 2,
  draftedTokens: 5,
  acceptedTokens: 4,
  queueMs: 0.44,
  prefillMs: 20.6,
  decodeMs: 1204.2,
  timeToFirstTokenMs: 21,
  totalMs: 1225.8,
});

function formatLines(figures: readonly CompletionFigure[]): string[] {
  return figures.map(({ label, value, note }) => [label, value, note].filter(Boolean).join(' | '));
}

describe('the figures of a completion', () => {
  it('show reused, evaluated and decoded tokens', () => {
    assert.deepEqual(formatLines(formatTokenFigures(metrics)), [
      'Reused | 1,210 of 1,214 prompt tokens | from a patched window',
      'Evaluated | 4 tokens | 3 of them ahead of the request',
      'Decoded | 7 tokens | 5 shown, 2 wasted',
    ]);
  });

  it('show draft tokens, and work in idle time', () => {
    assert.deepEqual(formatLines(formatDraftAndIdleFigures(metrics)), [
      'Drafted | 5 tokens | 4 accepted',
      'In idle time | 12 tokens | to make the window whole or exact',
    ]);
  });

  it('omit everything that did not happen', () => {
    const plain = createRequestMetrics({ promptTokens: 1, evaluatedTokens: 1 });
    assert.deepEqual(
      formatLines([...formatTokenFigures(plain), ...formatDraftAndIdleFigures(plain)]),
      [
        'Reused | 0 of 1 prompt tokens',
        'Evaluated | 1 token',
        'Decoded | 0 tokens | 0 shown, 0 wasted',
        'Drafted | 0 tokens',
        'In idle time | 0 tokens',
      ],
    );
  });

  it('show where the time was spent', () => {
    assert.deepEqual(formatLines(formatTimeFigures(metrics)), [
      'Queue | 0.4 ms',
      'Prefill | 21 ms',
      'Decode | 1,204 ms',
      'First token | 21 ms',
      'Total | 1,226 ms',
    ]);
    assert.deepEqual(
      formatLines(formatTimeFigures(createRequestMetrics())).at(3),
      'First token | none',
    );
  });
});

describe('formatTokens', () => {
  it('uses the singular for one token', () => {
    assert.deepEqual([0, 1, 2, 4096].map(formatTokens), [
      '0 tokens',
      '1 token',
      '2 tokens',
      '4,096 tokens',
    ]);
  });
});

describe('formatMs', () => {
  it('shows a fraction for small values only', () => {
    assert.deepEqual([0, 0.04, 3.26, 9.94, 9.96, 12.4].map(formatMs), [
      '0 ms',
      '0.0 ms',
      '3.3 ms',
      '9.9 ms',
      '10 ms',
      '12 ms',
    ]);
  });
});
