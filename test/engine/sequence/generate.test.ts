import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { RequestMeter } from '../../../src/engine/metering/requestMeter.ts';
import {
  generate,
  type GenerationRequest,
  type GenerationWork,
} from '../../../src/engine/sequence/generate.ts';
import type { SampledToken, Token } from '../../../src/engine/backend/languageModel.ts';
import { WorkMeter } from '../../../src/engine/metering/workMeter.ts';
import { FakeSequence, fakeVocabulary, makeSampled } from '../../support/fakeSequence.ts';

function createRequest(
  sequence: FakeSequence,
  overrides: Partial<GenerationRequest> = {},
): GenerationRequest {
  return {
    sequence,
    vocabulary: fakeVocabulary,
    last: 1,
    sampling: { temperature: 0 },
    maxTokens: 100,
    findStop: () => undefined,
    ...overrides,
  };
}

function toTokens(text: string): Token[] {
  return fakeVocabulary.tokenize(text);
}

/** Returns tokens of probability 1 that end at these offsets of the text. */
function createTokensEndingAt(...ends: readonly number[]) {
  return ends.map((end) => ({ probability: 1, allowedProbability: 1, end }));
}

function createSampled(text: string): SampledToken[] {
  return makeSampled(...toTokens(text));
}

/** Returns a sequence that holds a prompt and all tokens sampled after it but the last. */
function createFilledSequence(prompt: string, after: string, continuation = ''): FakeSequence {
  const sequence = new FakeSequence(continuation);
  sequence.tokens = toTokens(prompt + after).slice(0, -1);
  return sequence;
}

function createWork(signal = new AbortController().signal): GenerationWork {
  return {
    signal,
    meter: new RequestMeter(() => 0),
    workMeter: new WorkMeter(),
    runStep: (step) => step(),
  };
}

test('generation ends where the model ends the text', async () => {
  const result = await generate(createRequest(new FakeSequence('abc')), createWork());
  assert.deepEqual(result, {
    text: 'abc',
    stopReason: 'endOfText',
    sampledTokens: createSampled('abc\0'),
    textTokens: createTokensEndingAt(1, 2, 3),
  });
});

test('a stop rule ends it and truncates the text', async () => {
  const result = await generate(
    createRequest(new FakeSequence('ab;cd'), {
      findStop: (text) =>
        text.endsWith(';') ? { length: text.length - 1, reason: 'lineEnd' } : undefined,
    }),
    createWork(),
  );
  assert.deepEqual(result, {
    text: 'ab',
    stopReason: 'lineEnd',
    sampledTokens: createSampled('ab;'),
    textTokens: createTokensEndingAt(1, 2, 3),
  });
});

test('no more tokens are sampled than allowed', async () => {
  const counted = createWork();
  const result = await generate(
    createRequest(new FakeSequence('abcdef'), { maxTokens: 3 }),
    counted,
  );
  assert.deepEqual(result, {
    text: 'abc',
    stopReason: 'maxTokens',
    sampledTokens: createSampled('abc'),
    textTokens: createTokensEndingAt(1, 2, 3),
  });
  assert.equal(counted.meter.metrics.decodeSteps, 3);
});

test('a time limit ends it, and keeps the tokens that were sampled before', async () => {
  let now = 0;
  const sequence = new FakeSequence('abcdef');
  sequence.beforeStep = () => {
    now += 10;
    return Promise.resolve();
  };
  const { text, stopReason } = await generate(
    createRequest(sequence, { isOverdue: () => now > 25 }),
    createWork(),
  );
  assert.deepEqual([text, stopReason], ['abc', 'timeLimit']);
});

test('one token is sampled, however late it is', async () => {
  const request = createRequest(new FakeSequence('abc'), { isOverdue: () => true });
  assert.equal((await generate(request, createWork())).text, 'a');
});

test('a full window ends it before the library would erase its start', async () => {
  const sequence = new FakeSequence('abcdef', { capacity: 3 });
  const result = await generate(createRequest(sequence), createWork());
  assert.deepEqual(result, {
    text: 'abc',
    stopReason: 'windowFull',
    sampledTokens: createSampled('abc'),
    textTokens: createTokensEndingAt(1, 2, 3),
  });
});

test('an answer continues until it has text', async () => {
  const sequence = new FakeSequence('\n ab');
  await generate(createRequest(sequence, { mustProduceText: true }), createWork());
  assert.deepEqual(sequence.mustContinue, [true, true, true, false, false]);
});

test('a cancelled generation keeps its text', async () => {
  const controller = new AbortController();
  const pieces: string[] = [];
  const result = await generate(
    createRequest(new FakeSequence('abcdef'), {
      onText: (piece) => {
        pieces.push(piece);
        if (piece === 'b') controller.abort();
      },
    }),
    createWork(controller.signal),
  );
  assert.deepEqual(result, {
    text: 'ab',
    stopReason: 'cancelled',
    sampledTokens: createSampled('ab'),
    textTokens: createTokensEndingAt(1, 2),
  });
  assert.deepEqual(pieces, ['a', 'b']);
});

test('tokens that were sampled before are reused without evaluation', async () => {
  const sequence = createFilledSequence('x = ', 'ab', 'c');
  const pieces: string[] = [];
  const counted = createWork();
  const result = await generate(
    createRequest(sequence, {
      last: ' '.charCodeAt(0),
      sampledTokens: createSampled('ab'),
      onText: (piece) => pieces.push(piece),
    }),
    counted,
  );
  assert.deepEqual(result, {
    text: 'abc',
    stopReason: 'endOfText',
    sampledTokens: createSampled('abc\0'),
    textTokens: createTokensEndingAt(1, 2, 3),
  });
  assert.deepEqual(pieces, ['a', 'b', 'c']);
  assert.deepEqual(sequence.tokens, toTokens('x = abc'));
  assert.equal(counted.meter.metrics.decodeSteps, 2);
});

test('the text of reused tokens is decoded after the tokens before them', async () => {
  const befores: string[] = [];
  const vocabulary = {
    ...fakeVocabulary,
    detokenize: (tokens: readonly Token[], before: readonly Token[]) => {
      befores.push(String.fromCharCode(...before));
      return String.fromCharCode(...tokens);
    },
  };
  const last = 'f'.charCodeAt(0);
  for (const reusedText of ['', 'x', 'xyz']) {
    const sequence = createFilledSequence('abcdef', reusedText, 'xyz'.slice(reusedText.length));
    befores.length = 0;
    await generate(
      createRequest(sequence, { vocabulary, last, sampledTokens: createSampled(reusedText) }),
      createWork(),
    );
    assert.deepEqual(befores, ['cdef', 'defx', 'efxy']);
  }
});

test('if a rule ends the text within them, all of them stay and nothing is evaluated', async () => {
  const sequence = createFilledSequence('x', 'ab;cd', 'e');
  const difference: Partial<GenerationRequest> = {
    sampledTokens: createSampled('ab;cd'),
    findStop: (text) => (text.endsWith(';') ? { length: 2, reason: 'lineEnd' } : undefined),
  };
  const result = await generate(createRequest(sequence, difference), createWork());
  assert.deepEqual(result, {
    text: 'ab',
    stopReason: 'lineEnd',
    sampledTokens: createSampled('ab;cd'),
    textTokens: createTokensEndingAt(1, 2, 3),
  });
  assert.deepEqual(sequence.tokens, toTokens('xab;c'));
});

test('the limit and the end of the text apply to them too', async () => {
  for (const [given, maxTokens, expected] of [
    ['abcd', 2, { text: 'ab', stopReason: 'maxTokens', textTokens: createTokensEndingAt(1, 2) }],
    ['ab\0', 9, { text: 'ab', stopReason: 'endOfText', textTokens: createTokensEndingAt(1, 2) }],
  ] as const) {
    const sequence = createFilledSequence('x', given, 'e');
    const result = await generate(
      createRequest(sequence, { sampledTokens: createSampled(given), maxTokens }),
      createWork(),
    );
    assert.deepEqual(result, { ...expected, sampledTokens: createSampled(given) });
    assert.deepEqual(sequence.tokens, toTokens(`x${given}`).slice(0, -1));
  }
});

test('a stopped text continues from its own tokens as if it had not stopped', async () => {
  const whole = await generate(
    createRequest(createFilledSequence('x', '', 'abcdef')),
    createWork(),
  );
  for (let maxTokens = 0; maxTokens < 7; maxTokens++) {
    const sequence = createFilledSequence('x', '', 'abcdef');
    const part = await generate(createRequest(sequence, { maxTokens }), createWork());
    const again = createRequest(sequence, { sampledTokens: part.sampledTokens });
    assert.deepEqual(await generate(again, createWork()), whole);
  }
});

test('if the check of the text may wait, several tokens are sampled before it', async () => {
  const looked: string[] = [];
  const result = await generate(
    createRequest(new FakeSequence('abcdefgh'), {
      canCheckLater: createPattern(true, true, false),
      onText: () => looked.push('text'),
      findStop: (text) => {
        looked.push(text);
        return undefined;
      },
    }),
    createWork(),
  );
  assert.deepEqual([result.text, result.stopReason], ['abcdefgh', 'endOfText']);
  assert.deepEqual(result.sampledTokens, createSampled('abcdefgh\0'));
  assert.equal(looked.length, 2 * 'abcdefgh'.length);
});

test('a later check changes neither the text, nor its end, nor the sequence', async () => {
  const waits = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(waits, fc.nat(9), fc.nat(9), async (pauses, semicolon, end) => {
      const text = `${'a'.repeat(semicolon)};${'b'.repeat(end)}`;
      const difference: Partial<GenerationRequest> = {
        maxTokens: 12,
        mustProduceText: true,
        findStop: (soFar) => {
          const length = soFar.indexOf(';') + 1;
          return length > 0 ? { length, reason: 'lineEnd' } : undefined;
        },
      };
      const alone = new FakeSequence(text);
      const expected = await generate(createRequest(alone, difference), createWork());
      const sequence = new FakeSequence(text);
      const canCheckLater = createPattern(...pauses);
      const counted = createWork();
      const result = await generate(
        createRequest(sequence, { ...difference, canCheckLater }),
        counted,
      );
      assert.deepEqual(result, expected);
      assert.deepEqual(sequence.tokens, alone.tokens);
      const { decodeSteps, wastedTokens } = counted.meter.metrics;
      assert.equal(decodeSteps - wastedTokens, result.sampledTokens.length);
      assert.equal(decodeSteps, sequence.mustContinue.length, 'Each step must be counted.');
    }),
  );
});

test('tokens sampled after the end of the text count as discarded, all others for the purpose', async () => {
  const sequence = new FakeSequence('ab;defgh');
  const request = createRequest(sequence, {
    canCheckLater: () => true,
    maxTokens: 6,
    findStop: (text) =>
      text.includes(';') ? { length: text.indexOf(';') + 1, reason: 'lineEnd' } : undefined,
  });
  await sequence.work.countAs('decode', () =>
    generate(request, { ...createWork(), workMeter: sequence.work }),
  );
  // The prompt's last token and two of the three letters: the last one isn't evaluated.
  assert.deepEqual(sequence.tokens, [1, ...toTokens('ab')]);
  const { decode, discarded } = sequence.work.counts;
  assert.deepEqual([decode, discarded], [3, 3]);
});

test('a cancellation does not wait for the check of the text', async () => {
  const controller = new AbortController();
  const sequence = new FakeSequence('abcdefgh');
  sequence.beforeStep = () => {
    if (sequence.tokens.length === 2) controller.abort();
    return Promise.resolve();
  };
  const request = createRequest(sequence, { canCheckLater: () => true });
  const result = await generate(request, createWork(controller.signal));
  assert.deepEqual([result.text, result.stopReason], ['abc', 'cancelled']);
});

/** Returns a function that returns these values in turn, repeatedly. */
function createPattern(...answers: readonly boolean[]): () => boolean {
  let callCount = 0;
  return () => answers[callCount++ % answers.length] ?? false;
}
