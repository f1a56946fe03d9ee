import assert from 'node:assert/strict';
import test from 'node:test';
import { compareClients, formatReport, type ClientRow } from '../../../scripts/peer/peerReport.ts';
import { addTotal } from '../../../scripts/replay/workCounts.ts';

const requests = [
  { text: 'ab', expect: 'ab', typedText: null, keys: 0, isCancelled: false },
  { text: 'x', expect: 'b', typedText: 'a', keys: 1, isCancelled: false },
].map((request) => ({ ...request, pauseMs: 2000, isAnswered: true }));

const noWork = { prompt: 0, prefetch: 0, repair: 0, decode: 0, speculative: 0, discarded: 0 };

const ours: ClientRow = {
  name: 'ours',
  work: addTotal({
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
  hasOurPromptLength: true,
};

const theirs: ClientRow = {
  ...ours,
  name: 'theirs',
  work: addTotal({
    prompt: 60,
    prefetch: 0,
    repair: 0,
    decode: 20,
    speculative: 0,
    discarded: 0,
  }),
  cachedRequests: 1,
  hasOurPromptLength: false,
};

const best: ClientRow = {
  ...theirs,
  name: 'best',
  work: addTotal({ ...noWork, prompt: 40, decode: 10 }),
  hasOurPromptLength: true,
};

const simulated: ClientRow = {
  ...ours,
  name: 'theirs, simulated',
  work: null,
  cpuSeconds: null,
  promptMs: [],
  requests: null,
};

const failures = [{ row: 'other', error: 'llama-server ended' }];
const facts = { trace: 'trace.jsonl', requests: 2, maxPromptTokens: 12 };
const report = compareClients(facts, { ours, others: [theirs, best, simulated], failures });

test('the ratio is our forward passes over theirs', () => {
  assert.deepEqual(
    report.figures.map(({ name, ratio }) => [name, ratio]),
    [
      ['ours', 1],
      ['theirs', 0.25],
      ['best', 0.4],
      ['theirs, simulated', null],
    ],
  );
});

test('each client has the figures of its texts and of its process', () => {
  const [first, , , last] = report.figures;
  assert.equal(first?.evaluatedTokens, 10);
  assert.equal(first.wrongShownPer100Keys, 100);
  assert.deepEqual(first.pauses, { requests: 2, answered: 2, share: 1 });
  assert.equal(first.cpuSeconds, 1.25);
  assert.deepEqual([last?.pauses, last?.keystrokeSaving, last?.promptMs], [null, null, null]);
});

test('a table has a row for each client', () => {
  const lines = formatReport(report).trimEnd().split('\n');
  assert.equal(lines.length, 8);
  assert.match(lines[0] ?? '', /2 requests; server at its best with prompts of up to 12 tokens/);
  assert.match(lines[2] ?? '', /^ours +20 +1\.00 +10 +3 +7 /);
  assert.match(lines[3] ?? '', /^theirs +80 +0\.25 +60 +20 +0 /);
});

test('all passes are compared with the server that has the fewest at our prompt length', () => {
  assert.deepEqual(report.passes, { ours: 20, theirs: 50, ratio: 0.4, row: 'best' });
  const more = { ...best, name: 'more', work: addTotal({ ...noWork, prompt: 51 }) };
  const { passes } = compareClients(facts, { ours, others: [more, best], failures: [] });
  assert.equal(passes?.row, 'best');
  assert.match(formatReport(report), /same prompt length: Tramontane 20, best 50, ratio 0\.40\n/);
});

test('without a row to compare with there is no comparison', () => {
  for (const rows of [
    { ours, others: [theirs, simulated] },
    { ours: undefined, others: [theirs, best] },
    { ours: { ...ours, work: null }, others: [best] },
  ]) {
    assert.equal(compareClients(facts, { ...rows, failures: [] }).passes, null);
  }
});

test('a failed row is listed after the table, and the other rows stay', () => {
  const text = formatReport(compareClients(facts, { ours: undefined, others: [theirs], failures }));
  assert.match(text, /^theirs +80 /m);
  assert.match(text, /\nother failed: llama-server ended\n$/);
});
