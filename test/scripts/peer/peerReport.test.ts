import assert from 'node:assert/strict';
import test from 'node:test';
import { compareClients, formatReport, type Measured } from '../../../scripts/peer/peerReport.ts';
import { totalWork } from '../../../scripts/replay/workCounts.ts';

const requests = [
  { text: 'ab', expect: 'ab', typed: null, keys: 0, isCancelled: false },
  { text: 'x', expect: 'b', typed: 'a', keys: 1, isCancelled: false },
].map((request) => ({ ...request, pauseMs: 2000, isAnswered: true }));

const ours: Measured = {
  name: 'ours',
  work: totalWork({
    prompt: 10,
    prefetch: 1,
    repair: 2,
    decode: 3,
    speculative: 0,
    discarded: 4,
  }),
  cpuSeconds: 1.25,
  promptTokens: [10, 12],
  evaluatedTokens: [9, 1],
  promptMs: [5, 2],
  requests,
  cachedRequests: 0,
};

const theirs: Measured = {
  ...ours,
  name: 'theirs',
  work: totalWork({
    prompt: 60,
    prefetch: 0,
    repair: 0,
    decode: 20,
    speculative: 0,
    discarded: 0,
  }),
  cachedRequests: 1,
};

const simulated: Measured = {
  ...ours,
  name: 'theirs, simulated',
  work: null,
  cpuSeconds: null,
  promptMs: [],
  requests: null,
};

const facts = { trace: 'trace.jsonl', requests: 2, maxPromptTokens: 12 };
const report = compareClients(facts, ours, [theirs, simulated]);

test('the ratio is our forward passes over theirs', () => {
  assert.deepEqual(
    report.figures.map(({ name, ratio }) => [name, ratio]),
    [
      ['ours', 1],
      ['theirs', 0.25],
      ['theirs, simulated', null],
    ],
  );
});

test('each client has the figures of its texts and of its process', () => {
  const [first, , third] = report.figures;
  assert.equal(first?.evaluatedTokens, 10);
  assert.equal(first.wrongShownPer100Keys, 100);
  assert.deepEqual(first.pauses, { requests: 2, answered: 2, share: 1 });
  assert.equal(first.cpuSeconds, 1.25);
  assert.deepEqual([third?.pauses, third?.keystrokeSaving, third?.promptMs], [null, null, null]);
});

test('a table has a row for each client', () => {
  const lines = formatReport(report).trimEnd().split('\n');
  assert.equal(lines.length, 5);
  assert.match(lines[0] ?? '', /2 requests; server at its best with prompts of up to 12 tokens/);
  assert.match(lines[2] ?? '', /^ours +20 +1\.00 +10 +3 +7 /);
  assert.match(lines[3] ?? '', /^theirs +80 +0\.25 +60 +20 +0 /);
});
