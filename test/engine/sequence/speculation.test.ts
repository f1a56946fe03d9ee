import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { SampledToken, Token } from '../../../src/engine/backend/languageModel.ts';
import { RequestMeter } from '../../../src/engine/metering/requestMeter.ts';
import {
  generate,
  type GenerationRequest,
  type GenerationWork,
} from '../../../src/engine/sequence/generate.ts';
import {
  LookupSource,
  Speculation,
  type DraftSource,
} from '../../../src/engine/sequence/speculation.ts';
import { WorkMeter } from '../../../src/engine/metering/workMeter.ts';
import { fakeVocabulary } from '../../support/fakeSequence.ts';
import { TableSequence } from '../../support/tableSequence.ts';

/** Table in which each token is followed by the next one, and 7 by 1. */
const counting = Array.from({ length: 49 }, (_, index) => (index % 7) + 1);

/** A constant clock, with which drafting never seems to cost more than it saves. */
const noTime = () => 0;

const runStep: GenerationWork['runStep'] = (step) => step();

function workWith(signal = new AbortController().signal): GenerationWork {
  return { signal, meter: new RequestMeter(noTime), passes: new WorkMeter(), runStep };
}

function sourceOf(propose: DraftSource['propose']): DraftSource {
  return { begin: () => undefined, push: () => undefined, propose };
}

/** Returns a source that proposes exactly the sampled tokens, from a sequence with the same table. */
function oracle(table: readonly Token[]): DraftSource {
  let text: Token[] = [];
  return {
    begin: (tokens) => (text = [...tokens]),
    push: (tokens) => text.push(...tokens),
    propose: async (max) => {
      const twin = new TableSequence(table);
      twin.tokens = text.slice(0, -1);
      const sampled: Token[] = [];
      while (sampled.length < max) {
        const { token } = await twin.next(sampled.at(-1) ?? text.at(-1) ?? 0, { temperature: 0 });
        sampled.push(token);
      }
      return sampled;
    },
  };
}

function tokensOf(sampled: readonly SampledToken[]): Token[] {
  return sampled.map(({ token }) => token);
}

interface Setting {
  readonly table: readonly Token[];
  readonly prompt: readonly Token[];
  readonly capacity?: number;
  readonly sliceTokens?: number;
}

function sequenceOf({ table, prompt, capacity = 1000, sliceTokens = 32 }: Setting): TableSequence {
  const sequence = new TableSequence(table, { capacity, sliceTokens });
  sequence.tokens = prompt.slice(0, -1);
  return sequence;
}

function requestFor(
  sequence: TableSequence,
  prompt: readonly Token[],
  difference: Partial<GenerationRequest> = {},
): GenerationRequest {
  return {
    sequence,
    vocabulary: fakeVocabulary,
    last: prompt.at(-1) ?? 0,
    sampling: { temperature: 0 },
    maxTokens: 30,
    stopAt: () => undefined,
    ...difference,
  };
}

/** Runs a generation. Returns its result, the cells and the counts afterwards. */
async function outcome(
  setting: Setting,
  difference: Partial<GenerationRequest>,
  work = workWith(),
) {
  const sequence = sequenceOf(setting);
  const generation = await generate(requestFor(sequence, setting.prompt, difference), work);
  const { decodeSteps, draftedTokens, acceptedTokens } = work.meter.metrics;
  return {
    same: { generation, cells: sequence.tokens, decodeSteps },
    steps: sequence.drawnFrom.length,
    draftedTokens,
    acceptedTokens,
  };
}

// The end of the text, some letters, and blanks.
const someToken = fc.constantFrom(0, 1, 2, 3, 4, 10, 32);
const someSetting = fc.record({
  table: fc.array(someToken, { minLength: 1, maxLength: 49 }),
  prompt: fc.array(someToken, { minLength: 1, maxLength: 30 }),
  capacity: fc.integer({ min: 30, max: 60 }),
  sliceTokens: fc.integer({ min: 1, max: 20 }),
});
const someLimits = fc.record({
  maxTokens: fc.nat({ max: 40 }),
  /** Number of tokens after which the text ends. */
  stopLength: fc.integer({ min: 1, max: 40 }),
  neverEmpty: fc.boolean(),
});
const someSource = fc.oneof(
  fc.constant('lookup' as const),
  fc.constant('oracle' as const),
  fc.array(someToken, { maxLength: 20 }),
);

function speculationWith(
  source: 'lookup' | 'oracle' | readonly Token[],
  table: readonly Token[],
): Speculation {
  if (source === 'lookup') return new Speculation(new LookupSource(), noTime);
  if (source === 'oracle') return new Speculation(oracle(table), noTime);
  return new Speculation(
    sourceOf(() => source),
    noTime,
  );
}

test('speculation changes neither text nor tokens nor cells, whatever is proposed', async () => {
  await fc.assert(
    fc.asyncProperty(
      someSetting,
      someLimits,
      someSource,
      async (setting, { maxTokens, stopLength, neverEmpty }, source) => {
        const limits: Partial<GenerationRequest> = {
          maxTokens,
          neverEmpty,
          stopAt: (text) =>
            text.length >= stopLength ? { length: stopLength - 1, reason: 'lineEnd' } : undefined,
        };
        const plain = await outcome(setting, limits);
        const speculation = speculationWith(source, setting.table);
        const drafted = await outcome(setting, { ...limits, speculation });
        assert.deepEqual(drafted.same, plain.same);
        assert.ok(drafted.steps <= plain.steps);
        assert.ok(drafted.acceptedTokens <= drafted.draftedTokens);
        const { prompt } = setting;
        const { generation, cells } = drafted.same;
        assert.deepEqual(cells, [...prompt, ...tokensOf(generation.sampled)].slice(0, -1));
      },
    ),
    { numRuns: 500 },
  );
});

test('it goes on from tokens that were sampled before', async () => {
  await fc.assert(
    fc.asyncProperty(someSetting, fc.nat({ max: 20 }), async (setting, maxTokens) => {
      const whole = await outcome(setting, {});
      const speculation = speculationWith('oracle', setting.table);
      const sequence = sequenceOf(setting);
      const { prompt } = setting;
      const { sampled } = await generate(
        requestFor(sequence, prompt, { maxTokens, speculation }),
        workWith(),
      );
      const generation = await generate(
        requestFor(sequence, prompt, { sampled, speculation }),
        workWith(),
      );
      assert.deepEqual(generation, whole.same.generation);
      assert.deepEqual(sequence.tokens, whole.same.cells);
    }),
  );
});

test('drafts that are right save steps, more with each', async () => {
  const setting = { table: counting, prompt: [1, 2] };
  const { steps, ...rest } = await outcome(setting, {
    maxTokens: 28,
    speculation: speculationWith('oracle', counting),
  });
  // One token for the measurement, then three, seven and fifteen draft tokens with one more each, but
  // the limit cuts the last draft.
  assert.equal(steps, 4);
  assert.deepEqual(rest.acceptedTokens, rest.draftedTokens);
  assert.equal(rest.same.decodeSteps, 28);
});

test('text that repeats itself is looked up', async () => {
  const setting = { table: counting, prompt: [1, 2, 3, 4, 5, 6, 7, 1, 2] };
  const { steps } = await outcome(setting, {
    speculation: new Speculation(new LookupSource(), noTime),
  });
  assert.ok(steps < 10, `${steps} steps for 30 tokens`);
});

test('nothing is drafted where tokens are sampled by chance', async () => {
  const setting = { table: counting, prompt: [1, 2] };
  const { steps, draftedTokens } = await outcome(setting, {
    sampling: { temperature: 0.5 },
    speculation: speculationWith('oracle', counting),
  });
  assert.deepEqual([steps, draftedTokens], [30, 0]);
});

test('no end of the text is evaluated', async () => {
  const proposals: Token[][] = [[4, 0, 5, 6]];
  const sequence = sequenceOf({ table: counting, prompt: [1, 2] });
  const speculation = new Speculation(
    sourceOf(() => proposals.shift() ?? []),
    noTime,
  );
  await generate(requestFor(sequence, [1, 2], { maxTokens: 8, speculation }), workWith());
  assert.deepEqual(sequence.drawnFrom.slice(0, 2), [1, 2]);
});

test('draft tokens that are rejected count as discarded, all others for the purpose', async () => {
  await fc.assert(
    fc.asyncProperty(someSetting, someLimits, someSource, async (setting, limits, source) => {
      const sequence = sequenceOf(setting);
      const { stopLength, ...rest } = limits;
      const request = requestFor(sequence, setting.prompt, {
        ...rest,
        speculation: speculationWith(source, setting.table),
        stopAt: (text) =>
          text.length >= stopLength ? { length: stopLength - 1, reason: 'lineEnd' } : undefined,
      });
      const { work: passes } = sequence;
      await passes.countAs('decode', () => generate(request, { ...workWith(), passes }));
      const { decode, discarded } = passes.counts;
      assert.equal(decode, sequence.tokens.length - (setting.prompt.length - 1));
      const { drawnFrom } = sequence;
      assert.equal(
        decode + discarded,
        drawnFrom.reduce((total, tokens) => total + tokens, 0),
      );
    }),
  );
});

test('drafting ends for a while when it takes longer than it saves', async () => {
  let now = 0;
  const sequence = sequenceOf({ table: counting, prompt: [1, 2] });
  sequence.beforeStep = () => {
    now += 10;
    return Promise.resolve();
  };
  // The batch itself is as fast as one token, but drafting takes ten times as long.
  const speculation = new Speculation(
    sourceOf(() => {
      now += 100;
      return [9, 9, 9];
    }),
    () => now,
  );
  await generate(requestFor(sequence, [1, 2], { speculation }), workWith());
  const drafted = sequence.drawnFrom.flatMap((tokens, step) => (tokens > 1 ? [step] : []));
  assert.deepEqual(drafted, [1, 18]);
});

test('what steps cost is known in the next generation', async () => {
  const speculation = speculationWith('oracle', counting);
  const setting = { table: counting, prompt: [1, 2] };
  const first = await outcome(setting, { maxTokens: 5, speculation });
  const second = await outcome(setting, { maxTokens: 4, speculation });
  assert.deepEqual([first.steps, second.steps], [2, 1]);
});

test('the signal is looked at between two steps', async () => {
  const controller = new AbortController();
  const said: string[] = [];
  const setting = { table: counting, prompt: [1, 2] };
  const { same } = await outcome(
    setting,
    {
      speculation: speculationWith('oracle', counting),
      onText: (piece) => {
        said.push(piece);
        if (said.length === 2) controller.abort();
      },
    },
    workWith(controller.signal),
  );
  assert.equal(same.generation.stopReason, 'cancelled');
  assert.equal(same.generation.sampled.length, 5);
  assert.deepEqual(same.cells, [1, 2, ...tokensOf(same.generation.sampled).slice(0, -1)]);
});

test('each step goes through the scheduler, erasing what is too much too', async () => {
  const sequence = sequenceOf({ table: counting, prompt: [1, 2] });
  let running = 0;
  const keep = sequence.keep.bind(sequence);
  sequence.keep = (count) => {
    assert.equal(running, 1);
    return keep(count);
  };
  sequence.beforeStep = () => {
    assert.equal(running, 1);
    return Promise.resolve();
  };
  const work: GenerationWork = {
    ...workWith(),
    runStep: async (step) => {
      running++;
      try {
        return await step();
      } finally {
        running--;
      }
    },
  };
  const speculation = new Speculation(oracle(counting), noTime);
  const { sampled } = await generate(
    requestFor(sequence, [1, 2], {
      speculation,
      stopAt: (text) => (text.length === 3 ? { length: 3, reason: 'lineEnd' } : undefined),
    }),
    work,
  );
  assert.equal(sampled.length, 3);
  assert.deepEqual(sequence.tokens, [1, 2, ...tokensOf(sampled).slice(0, -1)]);
});
