import assert from 'node:assert/strict';
import test from 'node:test';
import { RequestMeter } from '../../../src/engine/requestMeter.ts';
import { generate, type GenerationRequest } from '../../../src/engine/sequence/generate.ts';
import type { Work } from '../../../src/engine/sequence/prefill.ts';
import { FakeSequence, fakeVocabulary } from '../../support/fakeSequence.ts';

function requestFor(
  sequence: FakeSequence,
  difference: Partial<GenerationRequest> = {},
): GenerationRequest {
  return {
    sequence,
    vocabulary: fakeVocabulary,
    last: 1,
    sampling: { temperature: 0 },
    maxTokens: 100,
    stopAt: () => undefined,
    ...difference,
  };
}

function work(signal = new AbortController().signal): Work {
  return { signal, meter: new RequestMeter(() => 0), runStep: (step) => step() };
}

test('generation ends where the model ends the text', async () => {
  const result = await generate(requestFor(new FakeSequence('abc')), work());
  assert.deepEqual(result, { text: 'abc', stopReason: 'endOfText' });
});

test('a stop rule ends it and cuts the text', async () => {
  const result = await generate(
    requestFor(new FakeSequence('ab;cd'), {
      stopAt: (text) =>
        text.endsWith(';') ? { length: text.length - 1, reason: 'lineEnd' } : undefined,
    }),
    work(),
  );
  assert.deepEqual(result, { text: 'ab', stopReason: 'lineEnd' });
});

test('no more tokens are drawn than allowed', async () => {
  const counted = work();
  const result = await generate(requestFor(new FakeSequence('abcdef'), { maxTokens: 3 }), counted);
  assert.deepEqual(result, { text: 'abc', stopReason: 'maxTokens' });
  assert.equal(counted.meter.metrics.decodeSteps, 3);
});

test('a full window ends it before the library would erase its start', async () => {
  const sequence = new FakeSequence('abcdef', { capacity: 3 });
  const result = await generate(requestFor(sequence), work());
  assert.deepEqual(result, { text: 'abc', stopReason: 'windowFull' });
});

test('an answer has to go on until it says something', async () => {
  const sequence = new FakeSequence('\n ab');
  await generate(requestFor(sequence, { neverEmpty: true }), work());
  assert.deepEqual(sequence.mustContinue, [true, true, true, false, false]);
});

test('cancelled, it keeps what was said', async () => {
  const controller = new AbortController();
  const pieces: string[] = [];
  const result = await generate(
    requestFor(new FakeSequence('abcdef'), {
      onText: (piece) => {
        pieces.push(piece);
        if (piece === 'b') controller.abort();
      },
    }),
    work(controller.signal),
  );
  assert.deepEqual(result, { text: 'ab', stopReason: 'cancelled' });
  assert.deepEqual(pieces, ['a', 'b']);
});
