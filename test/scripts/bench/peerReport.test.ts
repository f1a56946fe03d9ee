import assert from 'node:assert/strict';
import test from 'node:test';
import { asTable, reportOf } from '../../../scripts/peer/peerReport.ts';

const report = reportOf(
  'trace.jsonl',
  {
    name: 'ours',
    evaluatedTokens: [10, 1, 1],
    promptTokens: [10, 11, 12],
    idleTokens: 7,
    promptMs: [5, 2, 1],
  },
  [
    {
      name: 'theirs',
      evaluatedTokens: [10, 4, 4],
      promptTokens: [10, 11, 13],
      idleTokens: 0,
      promptMs: null,
    },
  ],
);

test('the sides stand beside each other, as multiples of ours', () => {
  assert.equal(report.requests, 3);
  assert.deepEqual(
    report.figures.map(({ name, evaluatedTokens, ratio }) => [name, evaluatedTokens, ratio]),
    [
      ['ours', 12, 1],
      ['theirs', 18, 1.5],
    ],
  );
  assert.equal(report.figures[0]?.promptMs?.p50, 2);
  assert.equal(report.figures[0].idleTokens, 7);
  assert.equal(report.figures[1]?.promptMs, null);
});

test('a table has a line for each side', () => {
  const lines = asTable(report).trimEnd().split('\n');
  assert.equal(lines.length, 4);
  assert.match(lines[3] ?? '', /^theirs +18 +1\.5 +4 +10 +10 +0 +11/);
});
