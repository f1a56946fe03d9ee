import assert from 'node:assert/strict';
import test from 'node:test';
import { RequestMeter } from '../../../src/engine/requestMeter.ts';
import { generate, type GenerationRequest } from '../../../src/engine/sequence/generate.ts';
import type { Token } from '../../../src/engine/ports.ts';
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

function tokensOf(text: string): Token[] {
  return fakeVocabulary.tokenize(text);
}

/** A sequence that holds a prompt and all but the last of the tokens drawn behind it. */
function holding(prompt: string, drawn: string, continuation = ''): FakeSequence {
  const sequence = new FakeSequence(continuation);
  sequence.tokens = tokensOf(prompt + drawn).slice(0, -1);
  return sequence;
}

function work(signal = new AbortController().signal): Work {
  return { signal, meter: new RequestMeter(() => 0), runStep: (step) => step() };
}

test('generation ends where the model ends the text', async () => {
  const result = await generate(requestFor(new FakeSequence('abc')), work());
  assert.deepEqual(result, { text: 'abc', stopReason: 'endOfText', drawn: tokensOf('abc\0') });
});

test('a stop rule ends it and cuts the text', async () => {
  const result = await generate(
    requestFor(new FakeSequence('ab;cd'), {
      stopAt: (text) =>
        text.endsWith(';') ? { length: text.length - 1, reason: 'lineEnd' } : undefined,
    }),
    work(),
  );
  assert.deepEqual(result, { text: 'ab', stopReason: 'lineEnd', drawn: tokensOf('ab;') });
});

test('no more tokens are drawn than allowed', async () => {
  const counted = work();
  const result = await generate(requestFor(new FakeSequence('abcdef'), { maxTokens: 3 }), counted);
  assert.deepEqual(result, { text: 'abc', stopReason: 'maxTokens', drawn: tokensOf('abc') });
  assert.equal(counted.meter.metrics.decodeSteps, 3);
});

test('a full window ends it before the library would erase its start', async () => {
  const sequence = new FakeSequence('abcdef', { capacity: 3 });
  const result = await generate(requestFor(sequence), work());
  assert.deepEqual(result, { text: 'abc', stopReason: 'windowFull', drawn: tokensOf('abc') });
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
  assert.deepEqual(result, { text: 'ab', stopReason: 'cancelled', drawn: tokensOf('ab') });
  assert.deepEqual(pieces, ['a', 'b']);
});

test('tokens that were drawn before are taken without evaluating anything', async () => {
  const sequence = holding('x = ', 'ab', 'c');
  const pieces: string[] = [];
  const counted = work();
  const result = await generate(
    requestFor(sequence, {
      last: ' '.charCodeAt(0),
      drawn: tokensOf('ab'),
      onText: (piece) => pieces.push(piece),
    }),
    counted,
  );
  assert.deepEqual(result, { text: 'abc', stopReason: 'endOfText', drawn: tokensOf('abc\0') });
  assert.deepEqual(pieces, ['a', 'b', 'c']);
  assert.deepEqual(sequence.tokens, tokensOf('x = abc'));
  assert.equal(counted.meter.metrics.decodeSteps, 2);
});

test('the text of tokens that were drawn before starts from what precedes them', async () => {
  const befores: string[] = [];
  const vocabulary = {
    ...fakeVocabulary,
    detokenize: (tokens: readonly Token[], before: readonly Token[]) => {
      befores.push(String.fromCharCode(...before));
      return String.fromCharCode(...tokens);
    },
  };
  const last = 'f'.charCodeAt(0);
  for (const drawn of ['', 'x', 'xyz']) {
    const sequence = holding('abcdef', drawn, 'xyz'.slice(drawn.length));
    befores.length = 0;
    await generate(requestFor(sequence, { vocabulary, last, drawn: tokensOf(drawn) }), work());
    assert.deepEqual(befores, ['cdef', 'defx', 'efxy']);
  }
});

test('where a rule ends the text within them, all of them stay and nothing is evaluated', async () => {
  const sequence = holding('x', 'ab;cd', 'e');
  const difference: Partial<GenerationRequest> = {
    drawn: tokensOf('ab;cd'),
    stopAt: (text) => (text.endsWith(';') ? { length: 2, reason: 'lineEnd' } : undefined),
  };
  const result = await generate(requestFor(sequence, difference), work());
  assert.deepEqual(result, { text: 'ab', stopReason: 'lineEnd', drawn: tokensOf('ab;cd') });
  assert.deepEqual(sequence.tokens, tokensOf('xab;c'));
});

test('the limit and the end of the text count for them too', async () => {
  for (const [drawn, maxTokens, expected] of [
    ['abcd', 2, { text: 'ab', stopReason: 'maxTokens' }],
    ['ab\0', 9, { text: 'ab', stopReason: 'endOfText' }],
  ] as const) {
    const sequence = holding('x', drawn, 'e');
    const result = await generate(
      requestFor(sequence, { drawn: tokensOf(drawn), maxTokens }),
      work(),
    );
    assert.deepEqual(result, { ...expected, drawn: tokensOf(drawn) });
    assert.deepEqual(sequence.tokens, tokensOf(`x${drawn}`).slice(0, -1));
  }
});

test('a text that was stopped goes on from its own tokens as if it never had', async () => {
  const whole = await generate(requestFor(holding('x', '', 'abcdef')), work());
  for (let maxTokens = 0; maxTokens < 7; maxTokens++) {
    const sequence = holding('x', '', 'abcdef');
    const { drawn } = await generate(requestFor(sequence, { maxTokens }), work());
    assert.deepEqual(await generate(requestFor(sequence, { drawn }), work()), whole);
  }
});
