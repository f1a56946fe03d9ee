import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { RequestMeter } from '../../../src/engine/requestMeter.ts';
import { prefill, type Work } from '../../../src/engine/sequence/prefill.ts';
import { FakeSequence } from '../../support/fakeSequence.ts';

function workWith(signal: AbortSignal): Work {
  return { signal, meter: new RequestMeter(() => 0), runStep: (step) => step() };
}

test('a prompt is evaluated in slices, all but its last token', async () => {
  const sequence = new FakeSequence('', { sliceTokens: 4 });
  const work = workWith(new AbortController().signal);
  const last = await prefill(sequence, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], work);
  assert.equal(last, 11);
  assert.deepEqual(sequence.evaluated, [4, 4, 2]);
});

test('a pace that changes on the way leaves no token out', async () => {
  const paces = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(paces, fc.integer({ min: 1, max: 60 }), async (slices, length) => {
      let step = 0;
      const sequence = new FakeSequence();
      Object.defineProperty(sequence, 'sliceTokens', { get: () => slices[step % slices.length] });
      sequence.beforeStep = () => {
        step++;
        return Promise.resolve();
      };
      const prompt = Array.from({ length }, (_, index) => index);
      const work = workWith(new AbortController().signal);
      await prefill(sequence, prompt, work);
      assert.deepEqual(sequence.tokens, prompt.slice(0, -1));
      assert.equal(work.meter.metrics.evaluatedTokens, length - 1);
    }),
  );
});

test('what the sequence holds already is not evaluated again', async () => {
  const sequence = new FakeSequence();
  sequence.tokens = [1, 2, 3, 99];
  const work = workWith(new AbortController().signal);
  await prefill(sequence, [1, 2, 3, 4, 5], work);
  assert.deepEqual(sequence.tokens, [1, 2, 3, 4]);
  assert.deepEqual(sequence.evaluated, [1]);
  const { promptTokens, reusedTokens, evaluatedTokens } = work.meter.metrics;
  assert.deepEqual([promptTokens, reusedTokens, evaluatedTokens], [5, 3, 1]);
});

test('a cancelled prefill stops between two slices and keeps what it evaluated', async () => {
  const controller = new AbortController();
  const sequence = new FakeSequence('', { sliceTokens: 2 });
  sequence.beforeStep = () => {
    if (sequence.tokens.length === 2) controller.abort();
    return Promise.resolve();
  };
  const last = await prefill(sequence, [1, 2, 3, 4, 5, 6, 7], workWith(controller.signal));
  assert.equal(last, undefined);
  assert.deepEqual(sequence.tokens, [1, 2, 3, 4]);

  sequence.beforeStep = () => Promise.resolve();
  const again = workWith(new AbortController().signal);
  await prefill(sequence, [1, 2, 3, 4, 5, 6, 7], again);
  assert.equal(again.meter.metrics.reusedTokens, 4);
});
