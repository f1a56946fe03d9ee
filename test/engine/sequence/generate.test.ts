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

/** Returns tokens of probability 1 that end at these offsets of the text. */
function upTo(...ends: readonly number[]) {
  return ends.map((end) => ({ probability: 1, allowed: 1, end }));
}

function sampled(text: string): SampledToken[] {
  return makeSampled(...tokensOf(text));
}

/** Returns a sequence that holds a prompt and all tokens sampled after it but the last. */
function holding(prompt: string, after: string, continuation = ''): FakeSequence {
  const sequence = new FakeSequence(continuation);
  sequence.tokens = tokensOf(prompt + after).slice(0, -1);
  return sequence;
}

function work(signal = new AbortController().signal): GenerationWork {
  return {
    signal,
    meter: new RequestMeter(() => 0),
    passes: new WorkMeter(),
    runStep: (step) => step(),
  };
}

test('generation ends where the model ends the text', async () => {
  const result = await generate(requestFor(new FakeSequence('abc')), work());
  assert.deepEqual(result, {
    text: 'abc',
    stopReason: 'endOfText',
    sampled: sampled('abc\0'),
    written: upTo(1, 2, 3),
  });
});

test('a stop rule ends it and cuts the text', async () => {
  const result = await generate(
    requestFor(new FakeSequence('ab;cd'), {
      stopAt: (text) =>
        text.endsWith(';') ? { length: text.length - 1, reason: 'lineEnd' } : undefined,
    }),
    work(),
  );
  assert.deepEqual(result, {
    text: 'ab',
    stopReason: 'lineEnd',
    sampled: sampled('ab;'),
    written: upTo(1, 2, 3),
  });
});

test('no more tokens are sampled than allowed', async () => {
  const counted = work();
  const result = await generate(requestFor(new FakeSequence('abcdef'), { maxTokens: 3 }), counted);
  assert.deepEqual(result, {
    text: 'abc',
    stopReason: 'maxTokens',
    sampled: sampled('abc'),
    written: upTo(1, 2, 3),
  });
  assert.equal(counted.meter.metrics.decodeSteps, 3);
});

test('a budget of time ends it, and keeps what was sampled until then', async () => {
  let now = 0;
  const sequence = new FakeSequence('abcdef');
  sequence.beforeStep = () => {
    now += 10;
    return Promise.resolve();
  };
  const { text, stopReason } = await generate(
    requestFor(sequence, { isOverdue: () => now > 25 }),
    work(),
  );
  assert.deepEqual([text, stopReason], ['abc', 'timeBudget']);
});

test('however late it is, one token is sampled', async () => {
  const request = requestFor(new FakeSequence('abc'), { isOverdue: () => true });
  assert.equal((await generate(request, work())).text, 'a');
});

test('a full window ends it before the library would erase its start', async () => {
  const sequence = new FakeSequence('abcdef', { capacity: 3 });
  const result = await generate(requestFor(sequence), work());
  assert.deepEqual(result, {
    text: 'abc',
    stopReason: 'windowFull',
    sampled: sampled('abc'),
    written: upTo(1, 2, 3),
  });
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
  assert.deepEqual(result, {
    text: 'ab',
    stopReason: 'cancelled',
    sampled: sampled('ab'),
    written: upTo(1, 2),
  });
  assert.deepEqual(pieces, ['a', 'b']);
});

test('tokens that were sampled before are taken without evaluating anything', async () => {
  const sequence = holding('x = ', 'ab', 'c');
  const pieces: string[] = [];
  const counted = work();
  const result = await generate(
    requestFor(sequence, {
      last: ' '.charCodeAt(0),
      sampled: sampled('ab'),
      onText: (piece) => pieces.push(piece),
    }),
    counted,
  );
  assert.deepEqual(result, {
    text: 'abc',
    stopReason: 'endOfText',
    sampled: sampled('abc\0'),
    written: upTo(1, 2, 3),
  });
  assert.deepEqual(pieces, ['a', 'b', 'c']);
  assert.deepEqual(sequence.tokens, tokensOf('x = abc'));
  assert.equal(counted.meter.metrics.decodeSteps, 2);
});

test('the text of tokens that were sampled before starts from what precedes them', async () => {
  const befores: string[] = [];
  const vocabulary = {
    ...fakeVocabulary,
    detokenize: (tokens: readonly Token[], before: readonly Token[]) => {
      befores.push(String.fromCharCode(...before));
      return String.fromCharCode(...tokens);
    },
  };
  const last = 'f'.charCodeAt(0);
  for (const given of ['', 'x', 'xyz']) {
    const sequence = holding('abcdef', given, 'xyz'.slice(given.length));
    befores.length = 0;
    await generate(requestFor(sequence, { vocabulary, last, sampled: sampled(given) }), work());
    assert.deepEqual(befores, ['cdef', 'defx', 'efxy']);
  }
});

test('where a rule ends the text within them, all of them stay and nothing is evaluated', async () => {
  const sequence = holding('x', 'ab;cd', 'e');
  const difference: Partial<GenerationRequest> = {
    sampled: sampled('ab;cd'),
    stopAt: (text) => (text.endsWith(';') ? { length: 2, reason: 'lineEnd' } : undefined),
  };
  const result = await generate(requestFor(sequence, difference), work());
  assert.deepEqual(result, {
    text: 'ab',
    stopReason: 'lineEnd',
    sampled: sampled('ab;cd'),
    written: upTo(1, 2, 3),
  });
  assert.deepEqual(sequence.tokens, tokensOf('xab;c'));
});

test('the limit and the end of the text count for them too', async () => {
  for (const [given, maxTokens, expected] of [
    ['abcd', 2, { text: 'ab', stopReason: 'maxTokens', written: upTo(1, 2) }],
    ['ab\0', 9, { text: 'ab', stopReason: 'endOfText', written: upTo(1, 2) }],
  ] as const) {
    const sequence = holding('x', given, 'e');
    const result = await generate(
      requestFor(sequence, { sampled: sampled(given), maxTokens }),
      work(),
    );
    assert.deepEqual(result, { ...expected, sampled: sampled(given) });
    assert.deepEqual(sequence.tokens, tokensOf(`x${given}`).slice(0, -1));
  }
});

test('a text that was stopped goes on from its own tokens as if it never had', async () => {
  const whole = await generate(requestFor(holding('x', '', 'abcdef')), work());
  for (let maxTokens = 0; maxTokens < 7; maxTokens++) {
    const sequence = holding('x', '', 'abcdef');
    const part = await generate(requestFor(sequence, { maxTokens }), work());
    const again = requestFor(sequence, { sampled: part.sampled });
    assert.deepEqual(await generate(again, work()), whole);
  }
});

test('where the text may wait several tokens are sampled before it is looked at', async () => {
  const looked: string[] = [];
  const result = await generate(
    requestFor(new FakeSequence('abcdefgh'), {
      mayLookLater: pattern(true, true, false),
      onText: () => looked.push('text'),
      stopAt: (text) => {
        looked.push(text);
        return undefined;
      },
    }),
    work(),
  );
  assert.deepEqual([result.text, result.stopReason], ['abcdefgh', 'endOfText']);
  assert.deepEqual(result.sampled, sampled('abcdefgh\0'));
  assert.equal(looked.length, 2 * 'abcdefgh'.length);
});

test('whatever waits, the text, its end and what the sequence holds are the same', async () => {
  const waits = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(waits, fc.nat(9), fc.nat(9), async (pauses, semicolon, end) => {
      const text = `${'a'.repeat(semicolon)};${'b'.repeat(end)}`;
      const difference: Partial<GenerationRequest> = {
        maxTokens: 12,
        neverEmpty: true,
        stopAt: (soFar) => {
          const length = soFar.indexOf(';') + 1;
          return length > 0 ? { length, reason: 'lineEnd' } : undefined;
        },
      };
      const alone = new FakeSequence(text);
      const expected = await generate(requestFor(alone, difference), work());
      const sequence = new FakeSequence(text);
      const mayLookLater = pattern(...pauses);
      const counted = work();
      const result = await generate(requestFor(sequence, { ...difference, mayLookLater }), counted);
      assert.deepEqual(result, expected);
      assert.deepEqual(sequence.tokens, alone.tokens);
      const { decodeSteps, wastedTokens } = counted.meter.metrics;
      assert.equal(decodeSteps - wastedTokens, result.sampled.length);
      assert.equal(decodeSteps, sequence.mustContinue.length, 'Each step must be counted.');
    }),
  );
});

test('tokens sampled after the end of the text count as discarded, all others for the purpose', async () => {
  const sequence = new FakeSequence('ab;defgh');
  const request = requestFor(sequence, {
    mayLookLater: () => true,
    maxTokens: 6,
    stopAt: (text) =>
      text.includes(';') ? { length: text.indexOf(';') + 1, reason: 'lineEnd' } : undefined,
  });
  await sequence.work.countAs('decode', () =>
    generate(request, { ...work(), passes: sequence.work }),
  );
  // The prompt's last token and two of the three letters: the last one isn't evaluated.
  assert.deepEqual(sequence.tokens, [1, ...tokensOf('ab')]);
  const { decode, discarded } = sequence.work.counts;
  assert.deepEqual([decode, discarded], [3, 3]);
});

test('who cancels does not wait until the text is looked at', async () => {
  const controller = new AbortController();
  const sequence = new FakeSequence('abcdefgh');
  sequence.beforeStep = () => {
    if (sequence.tokens.length === 2) controller.abort();
    return Promise.resolve();
  };
  const request = requestFor(sequence, { mayLookLater: () => true });
  const result = await generate(request, work(controller.signal));
  assert.deepEqual([result.text, result.stopReason], ['abc', 'cancelled']);
});

/** Returns a function that returns these values in turn, repeatedly. */
function pattern(...answers: readonly boolean[]): () => boolean {
  let asked = 0;
  return () => answers[asked++ % answers.length] ?? false;
}
