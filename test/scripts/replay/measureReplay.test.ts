import assert from 'node:assert/strict';
import test from 'node:test';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompleteResult, EngineRequests, WorkCounts } from '../../../src/engine/protocol.ts';
import { measureReplay } from '../../../scripts/replay/measureReplay.ts';
import type { ReplayEngine } from '../../../scripts/replay/replayTrace.ts';
import type { TraceEvent } from '../../../scripts/replay/trace.ts';
import { requestMetrics } from '../../support/requestMetrics.ts';

const metrics = requestMetrics();
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
  readonly #answer: CompleteResult;
  readonly #answerMs: number;
  #requests = 0;

  constructor(answer: CompleteResult, answerMs = 0) {
    this.#answer = answer;
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

  cpuSeconds() {
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
    return this.#answer;
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
const shaky: CompleteResult = { kind: 'nothing', reason: 'unsure', metrics };

test('the work of the engine is counted from the first event to the last answer', async () => {
  const { requests, work, cpuSeconds } = await measureReplay(
    events,
    new FakeEngine(shaky),
    options,
  );
  assert.deepEqual([requests.length, work.prompt, work.total, cpuSeconds], [2, 2, 2, 2]);
});

test('a text that the engine declines is an answer, a failure is none', async () => {
  const answers = async (answer: CompleteResult) => {
    const { requests } = await measureReplay(events, new FakeEngine(answer), options);
    return requests.map(({ isAnswered }) => isAnswered);
  };
  assert.deepEqual(await answers(shaky), [true, true]);
  assert.deepEqual(await answers({ ...shaky, reason: 'failed' }), [false, false]);
  assert.deepEqual(await answers({ ...shaky, reason: 'cancelled' }), [false, false]);
});

test('an answer after the next event comes too late', async () => {
  const paced = { ...options, paced: true };
  const { requests } = await measureReplay(events, new FakeEngine(shaky, 100), paced);
  assert.deepEqual(
    requests.map(({ isAnswered, pauseMs }) => [isAnswered, pauseMs]),
    [
      [false, 20],
      [true, null],
    ],
  );
});
