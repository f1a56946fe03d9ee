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
const getConstantTime = () => 0;

const runStep: GenerationWork['runStep'] = (step) => step();

function createWork(signal = new AbortController().signal): GenerationWork {
  return { signal, meter: new RequestMeter(getConstantTime), workMeter: new WorkMeter(), runStep };
}

function createSource(propose: DraftSource['propose']): DraftSource {
  return { begin: () => undefined, push: () => undefined, propose };
}

/** Returns a source that proposes exactly the sampled tokens, from a sequence with the same table. */
function createOracleSource(table: readonly Token[]): DraftSource {
  let text: Token[] = [];
  return {
    begin: (tokens) => (text = [...tokens]),
    push: (tokens) => text.push(...tokens),
    propose: async (max) => {
      const twin = new TableSequence(table);
      twin.tokens = text.slice(0, -1);
      const sampled: Token[] = [];
      while (sampled.length < max) {
        const { token } = await twin.sampleNext(sampled.at(-1) ?? text.at(-1) ?? 0, {
          temperature: 0,
        });
        sampled.push(token);
      }
      return sampled;
    },
  };
}

const getTokens = (sampled: readonly SampledToken[]) => sampled.map(({ token }) => token);

interface Setting {
  readonly table: readonly Token[];
  readonly prompt: readonly Token[];
  readonly capacity?: number;
  readonly sliceTokens?: number;
}

function createSequence({
  table,
  prompt,
  capacity = 1000,
  sliceTokens = 32,
}: Setting): TableSequence {
  const sequence = new TableSequence(table, { capacity, sliceTokens });
  sequence.tokens = prompt.slice(0, -1);
  return sequence;
}

function createRequest(
  sequence: TableSequence,
  prompt: readonly Token[],
  overrides: Partial<GenerationRequest> = {},
): GenerationRequest {
  return {
    sequence,
    vocabulary: fakeVocabulary,
    last: prompt.at(-1) ?? 0,
    sampling: { temperature: 0 },
    maxTokens: 30,
    findStop: () => undefined,
    ...overrides,
  };
}

/** Runs a generation. Returns its result, the cells and the counts afterwards. */
async function runGeneration(
  setting: Setting,
  overrides: Partial<GenerationRequest>,
  work = createWork(),
) {
  const sequence = createSequence(setting);
  const generation = await generate(createRequest(sequence, setting.prompt, overrides), work);
  const { decodeSteps, draftedTokens, acceptedTokens } = work.meter.metrics;
  return {
    same: { generation, cells: sequence.tokens, decodeSteps },
    steps: sequence.samplingSizes.length,
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
  mustProduceText: fc.boolean(),
});
const someSource = fc.oneof(
  fc.constant('lookup' as const),
  fc.constant('oracle' as const),
  fc.array(someToken, { maxLength: 20 }),
);

function createSpeculation(
  source: 'lookup' | 'oracle' | readonly Token[],
  table: readonly Token[],
): Speculation {
  if (source === 'lookup') return new Speculation(new LookupSource(), getConstantTime);
  if (source === 'oracle') return new Speculation(createOracleSource(table), getConstantTime);
  return new Speculation(
    createSource(() => source),
    getConstantTime,
  );
}

test('speculation changes neither text nor tokens nor cells, for any proposals', async () => {
  await fc.assert(
    fc.asyncProperty(
      someSetting,
      someLimits,
      someSource,
      async (setting, { maxTokens, stopLength, mustProduceText }, source) => {
        const limits: Partial<GenerationRequest> = {
          maxTokens,
          mustProduceText,
          findStop: (text) =>
            text.length >= stopLength ? { length: stopLength - 1, reason: 'lineEnd' } : undefined,
        };
        const plain = await runGeneration(setting, limits);
        const speculation = createSpeculation(source, setting.table);
        const drafted = await runGeneration(setting, { ...limits, speculation });
        assert.deepEqual(drafted.same, plain.same);
        assert.ok(drafted.steps <= plain.steps);
        assert.ok(drafted.acceptedTokens <= drafted.draftedTokens);
        const { prompt } = setting;
        const { generation, cells } = drafted.same;
        assert.deepEqual(cells, [...prompt, ...getTokens(generation.sampledTokens)].slice(0, -1));
      },
    ),
    { numRuns: 500 },
  );
});

test('it continues from tokens that were sampled before', async () => {
  await fc.assert(
    fc.asyncProperty(someSetting, fc.nat({ max: 20 }), async (setting, maxTokens) => {
      const whole = await runGeneration(setting, {});
      const speculation = createSpeculation('oracle', setting.table);
      const sequence = createSequence(setting);
      const { prompt } = setting;
      const { sampledTokens } = await generate(
        createRequest(sequence, prompt, { maxTokens, speculation }),
        createWork(),
      );
      const generation = await generate(
        createRequest(sequence, prompt, { sampledTokens, speculation }),
        createWork(),
      );
      assert.deepEqual(generation, whole.same.generation);
      assert.deepEqual(sequence.tokens, whole.same.cells);
    }),
  );
});

test('correct drafts save steps, more with each one', async () => {
  const setting = { table: counting, prompt: [1, 2] };
  const { steps, ...rest } = await runGeneration(setting, {
    maxTokens: 28,
    speculation: createSpeculation('oracle', counting),
  });
  // One token for the measurement, then three, seven and fifteen draft tokens with one more each, but
  // the limit cuts the last draft.
  assert.equal(steps, 4);
  assert.deepEqual(rest.acceptedTokens, rest.draftedTokens);
  assert.equal(rest.same.decodeSteps, 28);
});

test('repetitive text is looked up', async () => {
  const setting = { table: counting, prompt: [1, 2, 3, 4, 5, 6, 7, 1, 2] };
  const { steps } = await runGeneration(setting, {
    speculation: new Speculation(new LookupSource(), getConstantTime),
  });
  assert.ok(steps < 10, `${steps} steps for 30 tokens`);
});

test('nothing is drafted when sampling is random', async () => {
  const setting = { table: counting, prompt: [1, 2] };
  const { steps, draftedTokens } = await runGeneration(setting, {
    sampling: { temperature: 0.5 },
    speculation: createSpeculation('oracle', counting),
  });
  assert.deepEqual([steps, draftedTokens], [30, 0]);
});

test('an end of the text is never evaluated', async () => {
  const proposals: Token[][] = [[4, 0, 5, 6]];
  const sequence = createSequence({ table: counting, prompt: [1, 2] });
  const speculation = new Speculation(
    createSource(() => proposals.shift() ?? []),
    getConstantTime,
  );
  await generate(createRequest(sequence, [1, 2], { maxTokens: 8, speculation }), createWork());
  assert.deepEqual(sequence.samplingSizes.slice(0, 2), [1, 2]);
});

test('draft tokens that are rejected count as discarded, all others for the purpose', async () => {
  await fc.assert(
    fc.asyncProperty(someSetting, someLimits, someSource, async (setting, limits, source) => {
      const sequence = createSequence(setting);
      const { stopLength, ...rest } = limits;
      const request = createRequest(sequence, setting.prompt, {
        ...rest,
        speculation: createSpeculation(source, setting.table),
        findStop: (text) =>
          text.length >= stopLength ? { length: stopLength - 1, reason: 'lineEnd' } : undefined,
      });
      const { work: workMeter } = sequence;
      await workMeter.countAs('decode', () => generate(request, { ...createWork(), workMeter }));
      const { decode, discarded } = workMeter.counts;
      assert.equal(decode, sequence.tokens.length - (setting.prompt.length - 1));
      const { samplingSizes } = sequence;
      assert.equal(
        decode + discarded,
        samplingSizes.reduce((total, tokens) => total + tokens, 0),
      );
    }),
  );
});

test('drafting pauses when it takes longer than it saves', async () => {
  let now = 0;
  const sequence = createSequence({ table: counting, prompt: [1, 2] });
  sequence.beforeStep = () => {
    now += 10;
    return Promise.resolve();
  };
  // The batch itself is as fast as one token, but drafting takes ten times as long.
  const speculation = new Speculation(
    createSource(() => {
      now += 100;
      return [9, 9, 9];
    }),
    () => now,
  );
  await generate(createRequest(sequence, [1, 2], { speculation }), createWork());
  const drafted = sequence.samplingSizes.flatMap((tokens, step) => (tokens > 1 ? [step] : []));
  assert.deepEqual(drafted, [1, 18]);
});

test('step costs are kept for the next generation', async () => {
  const speculation = createSpeculation('oracle', counting);
  const setting = { table: counting, prompt: [1, 2] };
  const first = await runGeneration(setting, { maxTokens: 5, speculation });
  const second = await runGeneration(setting, { maxTokens: 4, speculation });
  assert.deepEqual([first.steps, second.steps], [2, 1]);
});

test('the signal is checked between two steps', async () => {
  const controller = new AbortController();
  const texts: string[] = [];
  const setting = { table: counting, prompt: [1, 2] };
  const { same } = await runGeneration(
    setting,
    {
      speculation: createSpeculation('oracle', counting),
      onText: (piece) => {
        texts.push(piece);
        if (texts.length === 2) controller.abort();
      },
    },
    createWork(controller.signal),
  );
  assert.equal(same.generation.stopReason, 'cancelled');
  assert.equal(same.generation.sampledTokens.length, 5);
  assert.deepEqual(same.cells, [1, 2, ...getTokens(same.generation.sampledTokens).slice(0, -1)]);
});

test('each step goes through the scheduler, including the erasure of rejected tokens', async () => {
  const sequence = createSequence({ table: counting, prompt: [1, 2] });
  let running = 0;
  const keep = sequence.truncate.bind(sequence);
  sequence.truncate = (count) => {
    assert.equal(running, 1);
    return keep(count);
  };
  sequence.beforeStep = () => {
    assert.equal(running, 1);
    return Promise.resolve();
  };
  const work: GenerationWork = {
    ...createWork(),
    runStep: (step) => {
      running++;
      return step().finally(() => running--);
    },
  };
  const speculation = new Speculation(createOracleSource(counting), getConstantTime);
  const { sampledTokens } = await generate(
    createRequest(sequence, [1, 2], {
      speculation,
      findStop: (text) => (text.length === 3 ? { length: 3, reason: 'lineEnd' } : undefined),
    }),
    work,
  );
  assert.equal(sampledTokens.length, 3);
  assert.deepEqual(sequence.tokens, [1, 2, ...getTokens(sampledTokens).slice(0, -1)]);
});
