import assert from 'node:assert/strict';
import test from 'node:test';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { StopReason } from '../../../src/completion/outcome.ts';
import type { Outcome } from '../../../src/completion/outcome.ts';
import type { CompleteResult, EngineRequests, WorkCounts } from '../../../src/engine/protocol.ts';
import { measureReplay } from '../../../scripts/replay/measureReplay.ts';
import type { ReplayEngine } from '../../../scripts/replay/replayTrace.ts';
import type { TraceEvent } from '../../../scripts/replay/trace.ts';
import { createRequestMetrics } from '../../support/requestMetrics.ts';

const metrics = createRequestMetrics();
const noWork: WorkCounts = {
  prompt: 0,
  prefetch: 0,
  repair: 0,
  decode: 0,
  speculative: 0,
  discarded: 0,
};

/** An engine that answers after a while, and evaluates a prompt token for each request. */
class FakeEngine implements ReplayEngine {
  readonly #answers: readonly CompleteResult[];
  readonly #answerMs: number;
  #requests = 0;

  /** @param answers one after another; the last one is repeated. */
  constructor(answers: CompleteResult | readonly CompleteResult[], answerMs = 0) {
    this.#answers = [answers].flat();
    this.#answerMs = answerMs;
  }

  open() {
    return Promise.resolve('file:///a.ts');
  }

  change(document: TextDocument) {
    return Promise.resolve(document);
  }

  notify() {
    return Promise.resolve();
  }

  readCpuSeconds() {
    return Promise.resolve(this.#requests);
  }

  async request<Method extends keyof EngineRequests>(
    method: Method,
  ): Promise<EngineRequests[Method]['result']> {
    if (method === 'tramontane/work') {
      return { ...noWork, prompt: this.#requests } as EngineRequests[Method]['result'];
    }
    this.#requests++;
    await new Promise((resolve) => setTimeout(resolve, this.#answerMs));
    const answer = this.#answers[this.#requests - 1] ?? this.#answers.at(-1);
    assert.ok(answer);
    return answer;
  }
}

const events: readonly TraceEvent[] = [
  { type: 'open', t: 0, uri: 'a.ts', text: 'ab' },
  { type: 'cursor', t: 0, offset: 0 },
  { type: 'request', t: 0, offset: 0, expect: '' },
  { type: 'cursor', t: 20, offset: 1 },
  { type: 'request', t: 1020, offset: 1, expect: '' },
];
const options = { maxTokens: 8, paced: false, settleSeconds: 0 };
/** Returns an answer without text. */
function createEmptyResult(outcome: Outcome): CompleteResult {
  return { kind: 'nothing', outcome, metrics };
}

const lowConfidenceResult = createEmptyResult({ stage: 'generation', rule: 'lowConfidence' });

test('the work of the engine is counted from the first event to the last answer', async () => {
  const { requests, work, cpuSeconds } = await measureReplay(
    events,
    new FakeEngine(lowConfidenceResult),
    options,
  );
  assert.deepEqual([requests.length, work.prompt, work.total, cpuSeconds], [2, 2, 2, 2]);
});

test('a declined completion is an answer, and a failure is none', async () => {
  const listAnswered = async (answer: CompleteResult) => {
    const { requests } = await measureReplay(events, new FakeEngine(answer), options);
    return requests.map(({ isAnswered }) => isAnswered);
  };
  assert.deepEqual(await listAnswered(lowConfidenceResult), [true, true]);
  assert.deepEqual(await listAnswered(createEmptyResult({ stage: 'request', rule: 'failed' })), [
    false,
    false,
  ]);
  assert.deepEqual(await listAnswered(createEmptyResult({ stage: 'request', rule: 'cancelled' })), [
    false,
    false,
  ]);
});

test('an answer after the next event is too late', async () => {
  const paced = { ...options, paced: true };
  const { requests } = await measureReplay(events, new FakeEngine(lowConfidenceResult, 100), paced);
  assert.deepEqual(
    requests.map(({ isAnswered, pauseMs }) => [isAnswered, pauseMs]),
    [
      [false, 20],
      [true, null],
    ],
  );
});

/** Returns an answer with a text, or none, and its stop reason. */
function createResult(text: string, stopReason: StopReason): CompleteResult {
  const generationReport = { raw: text, confidence: null };
  if (text === '')
    return {
      ...{ kind: 'nothing', stopReason, generationReport, metrics },
      outcome: { stage: 'filter', rule: 'brackets' },
    };
  return { kind: 'text', text, replaces: 0, stopReason, generationReport, metrics };
}

test('a truncated text is requested to its end, and its first words are an answer', async () => {
  const answers = [
    createResult('', 'timeLimit'),
    createResult('one', 'timeLimit'),
    createResult('one two', 'lineEnd'),
    createResult('one', 'timeLimit'),
    createResult('other', 'lineEnd'),
  ];
  const slowEvents = events.map((event) => (event.t === 20 ? { ...event, t: 1000 } : event));
  const { requests, work } = await measureReplay(slowEvents, new FakeEngine(answers), {
    ...options,
    paced: true,
  });
  assert.deepEqual(
    requests.map(({ text, isAnswered }) => [text, isAnswered]),
    [
      ['one two', true],
      ['one', true],
    ],
  );
  assert.equal(work.total, answers.length);
});
