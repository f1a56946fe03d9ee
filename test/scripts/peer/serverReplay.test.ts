import assert from 'node:assert/strict';
import test from 'node:test';
import { listStrategies } from '../../../scripts/peer/clientStrategies.ts';
import type { CompletionServer } from '../../../scripts/peer/llamaServer.ts';
import type { ServerCounts } from '../../../scripts/peer/serverMetrics.ts';
import { replayOnServer, type ServerReplayOptions } from '../../../scripts/peer/serverReplay.ts';
import type { ServerAnswer } from '../../../scripts/peer/serverStream.ts';
import type { TraceEvent } from '../../../scripts/replay/trace.ts';
import { listTraceRequests } from '../../../scripts/replay/traceRequests.ts';
import { createCharacterTokenizer, qwenTokens } from '../../support/characterTokenizer.ts';

const sizes = { window: 512, maxTokens: 32, maxPromptTokens: 512 };
const [strategy] = listStrategies(createCharacterTokenizer(qwenTokens), sizes);
assert.ok(strategy);
const { buildPrompt } = strategy;

/** A user who types a line at the end of a file, a key and a request every `stepMs`. */
function typeLine(start: string, line: string, stepMs: number): TraceEvent[] {
  const open: TraceEvent = { type: 'open', t: 0, uri: 'a.ts', text: start };
  const cursor: TraceEvent = { type: 'cursor', t: 0, offset: start.length };
  const keys = Array.from(line).flatMap((key, index): TraceEvent[] => {
    const [t, offset] = [index * stepMs, start.length + index];
    return [
      { type: 'edit', t, offset, remove: 0, insert: key },
      { type: 'request', t, offset: offset + 1, expect: line.slice(index + 1) },
    ];
  });
  return [open, cursor, ...keys];
}

/** A server with a text for each request; a cancelled one has evaluated its prompt. */
class FakeServer implements CompletionServer {
  readonly #lengths: readonly number[];
  readonly #texts: readonly string[];
  readonly #answerMs: number;
  requests = 0;
  #promptTokens = 0;
  #decodeSteps = 0;
  /** The request that fails, by its number from 1. */
  failingRequest: number | undefined;
  /** Requests that the first reading of the counts still finds running. */
  abandonedRequests = 0;

  constructor(events: readonly TraceEvent[], texts: readonly string[], answerMs = 0) {
    this.#lengths = [...listTraceRequests(events)].map((request) => buildPrompt(request).length);
    this.#texts = texts;
    this.#answerMs = answerMs;
  }

  async complete(_post: unknown, _maxTokens: number, signal: AbortSignal): Promise<ServerAnswer> {
    const text = this.#texts[this.requests++] ?? '';
    if (this.requests === this.failingRequest) throw new Error('llama-server ended');
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#answerMs);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#promptTokens += 10;
    const isComplete = !signal.aborted;
    if (isComplete) this.#decodeSteps += 3;
    return {
      text: isComplete ? text : '',
      isComplete,
      promptTokens: isComplete ? (this.#lengths[0] ?? 0) : null,
      evaluatedTokens: isComplete ? 10 : null,
      promptMs: isComplete ? 1 : null,
    };
  }

  countWork(onWait?: (counts: ServerCounts) => void) {
    const [promptTokens, decodeSteps] = [this.#promptTokens, this.#decodeSteps];
    const counts = { promptTokens, decodeSteps, runningRequests: 0 };
    if (this.requests > 0 && this.abandonedRequests > 0) {
      onWait?.({ ...counts, runningRequests: this.abandonedRequests });
    }
    return Promise.resolve(counts);
  }

  readCpuSeconds() {
    return Promise.resolve(this.requests / 2);
  }
}

const unpaced: ServerReplayOptions = {
  paced: false,
  inFlight: 'close',
  maxTokens: 32,
  progress: { update: () => undefined },
};

test("requests that continue a completion are answered by the client's cache", async () => {
  const events = typeLine('a\n', 'abc', 0);
  const server = new FakeServer(events, ['bc']);
  const { requests, work, cpuSeconds } = await replayOnServer(events, server, strategy, unpaced);
  assert.equal(server.requests, 1);
  assert.deepEqual(
    requests.map(({ text, isCached }) => [text, isCached]),
    [
      ['bc', false],
      ['c', true],
      ['', true],
    ],
  );
  assert.deepEqual([work.prompt, work.decode, work.total], [10, 3, 13]);
  assert.equal(cpuSeconds, 0.5);
});

test('a prompt of another length than expected is an error', async () => {
  const events = typeLine('a\n', 'ab', 0);
  const server = new FakeServer(events, ['x', 'y']);
  // The second prompt is longer than the length that the server reports.
  await assert.rejects(replayOnServer(events, server, strategy, unpaced), /not be comparable/);
});

test('a key closes the connection of the running request', async () => {
  const events = typeLine('a\n', 'abc', 30);
  const server = new FakeServer(events, ['1', '2', '3'], 1000);
  const options = { ...unpaced, paced: true };
  const pause: TraceEvent = { type: 'cursor', t: 100, offset: 0 };
  const paced = [...events, pause];
  const { requests, work } = await replayOnServer(paced, server, strategy, options);
  assert.equal(server.requests, 3);
  assert.ok(requests.every(({ isCancelled, text }) => isCancelled && text === ''));
  // The prompts of cancelled requests count.
  assert.deepEqual([work.prompt, work.decode], [30, 0]);
});

test('a request that finishes lets later ones wait, and its text is cached', async () => {
  const events = typeLine('a\n', 'abc', 40);
  const server = new FakeServer(events, ['bcd'], 100);
  const options: ServerReplayOptions = { ...unpaced, paced: true, inFlight: 'finish' };
  const { requests } = await replayOnServer(events, server, strategy, options);
  assert.equal(server.requests, 1);
  assert.deepEqual(
    requests.map(({ text, isCancelled, isCached }) => [text, isCancelled, isCached]),
    [
      ['', true, false],
      ['', true, false],
      ['d', false, true],
    ],
  );
});

test('the progress counts the requests and the ones that the server still has', async () => {
  const events = typeLine('a\n', 'ab', 0);
  const server = new FakeServer(events, ['b']);
  server.abandonedRequests = 2;
  const states: string[] = [];
  const progress = { update: (state: string) => states.push(state) };
  await replayOnServer(events, server, strategy, { ...unpaced, progress });
  assert.deepEqual(
    [...new Set(states)],
    [
      'request 0 of 2',
      'request 1 of 2',
      'request 2 of 2',
      'all 2 requests made; waiting for the last answers',
      'all requests made; the server still has 2',
    ],
  );
});

for (const inFlight of ['close', 'finish'] as const) {
  test(`a request that fails ends a paced replay at the next event (${inFlight})`, async () => {
    const events = typeLine('a\n', 'abcdef', 20);
    const server = new FakeServer(events, []);
    server.failingRequest = 2;
    const options: ServerReplayOptions = { ...unpaced, paced: true, inFlight };
    await assert.rejects(replayOnServer(events, server, strategy, options), /llama-server ended/);
    assert.equal(server.requests, 2);
  });
}
