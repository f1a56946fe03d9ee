import assert from 'node:assert/strict';
import test from 'node:test';
import { combineEvents, readEvents, type StreamEvent } from '../../../scripts/peer/serverStream.ts';

async function* createChunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(new TextEncoder().encode(text));
}

async function collect(body: AsyncIterable<Uint8Array>, signal = new AbortController().signal) {
  const events: StreamEvent[] = [];
  for await (const event of readEvents(body, signal)) events.push(event);
  return events;
}

test('events are read across the borders of chunks', async () => {
  const body = createChunks('data: {"content":"a"}\n\nda', 'ta: {"cont', 'ent":"b"}\n\n', ':\n\n');
  assert.deepEqual(await collect(body), [{ content: 'a' }, { content: 'b' }]);
});

test('a complete answer has its text and the counts of its last event', () => {
  const events = [
    { content: 'a', stop: false, tokens_evaluated: 7 },
    { content: 'b', stop: false, tokens_evaluated: 7 },
    {
      content: '',
      stop: true,
      tokens_evaluated: 7,
      timings: { prompt_n: 3, prompt_ms: 1.5 },
    },
  ];
  const answer = combineEvents(events);
  assert.deepEqual(answer, {
    text: 'ab',
    isComplete: true,
    promptTokens: 7,
    evaluatedTokens: 3,
    promptMs: 1.5,
  });
});

test('an aborted answer has no counts', async () => {
  const controller = new AbortController();
  async function* readBrokenBody(): AsyncGenerator<Uint8Array> {
    yield* createChunks('data: {"content":"a"}\n\n');
    controller.abort();
    throw new Error('aborted');
  }
  const answer = combineEvents(await collect(readBrokenBody(), controller.signal));
  assert.deepEqual([answer.text, answer.isComplete], ['a', false]);
  assert.equal(answer.evaluatedTokens, null);
});

test('an error other than an abort is thrown', async () => {
  async function* readBrokenBody(): AsyncGenerator<Uint8Array> {
    yield* createChunks('data: {"content":"a"}\n\n');
    throw new Error('reset');
  }
  await assert.rejects(collect(readBrokenBody()), /reset/);
});
