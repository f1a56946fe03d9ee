/**
 * Eviction of tokens from the start of a cache, compared with Mistral's rolling buffer, in which each
 * layer attends to a number of last positions.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import {
  getLlama,
  type Llama,
  type LlamaContextOptions,
  type LlamaModel,
  type Token as LlamaToken,
} from 'node-llama-cpp';
import {
  normalize,
  measureDistributions,
  measureDivergence,
  type Distribution,
} from '../../../scripts/measure/distribution.ts';
import { LlamaSequence } from '../../../src/engine/llama/llamaSequence.ts';
import { LlamaVocabulary } from '../../../src/engine/llama/llamaVocabulary.ts';
import { ModelPace } from '../../../src/engine/llama/modelPace.ts';
import type { Token, TokenSequence } from '../../../src/engine/backend/languageModel.ts';
import { WorkMeter } from '../../../src/engine/metering/workMeter.ts';
import { baseModel } from '../../support/models.ts';
import { writeExactModel } from '../../support/oracle/exactModel.ts';
import { readMistralWeights, type MistralWeights } from '../../support/oracle/ggufWeights.ts';
import { computeLogits, createSlidingMask, type Mask } from '../../support/oracle/mistralOracle.ts';

const source = `function area(width, height) {
  return width * height;
}

function volume(width, height, depth) {
  return`;

/** Maximum difference in bits where llama.cpp and the oracle compute the same. */
const tolerance = 1e-6;
/** Maximum difference with weights of eight bits and keys of sixteen, as the engine has them. */
const roundedTolerance = 1e-3;

let folder: string;
let llama: Llama;
let weights: MistralWeights;
let model: LlamaModel;
let tokens: Token[];
/** Sequence in single precision, so that no rounding hides a difference. */
let exact: TokenSequence;
/** Sequence with the rounding of the engine. */
let rounded: TokenSequence;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tramontane-oracle-'));
  weights = await readMistralWeights(baseModel);
  const file = path.join(folder, 'exact.gguf');
  await writeExactModel(baseModel, weights, file);
  llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1 });
  model = await llama.loadModel({ modelPath: file, defaultContextSwaFullCache: true });
  exact = await openSequence(model, exactOptions);
  rounded = await openSequence(
    await llama.loadModel({ modelPath: baseModel, defaultContextSwaFullCache: true }),
    { contextSize: 256 },
  );
  tokens = [model.tokens.bos ?? 1, ...model.tokenize(source, false)];
});
after(async () => {
  await llama.dispose();
  await rm(folder, { recursive: true });
});

const exactOptions = {
  contextSize: 256,
  flashAttention: false,
  experimentalKvCacheKeyType: 'F32',
  experimentalKvCacheValueType: 'F32',
} as const;

async function openSequence(of: LlamaModel, options: LlamaContextOptions): Promise<TokenSequence> {
  const context = await of.createContext({ ...options, threads: 1 });
  const pace = new ModelPace({
    tile: 32,
    maxSliceMs: 1,
    maxTokens: 32,
    minLongTokens: 32,
    firstTokens: 32,
  });
  const shared = { pace, work: new WorkMeter(), bytesPerToken: 0 };
  return new LlamaSequence(context, new LlamaVocabulary(of), shared);
}

/** Sizes of an eviction. At most `capacity` tokens are cached, slices included. */
interface Eviction {
  readonly capacity: number;
  /** Tokens that are evaluated between two evictions. */
  readonly slice: number;
  /** Minimum number of tokens that are evicted at once. */
  readonly step: number;
}

/**
 * Evaluates the tokens slice by slice, and evicts tokens after the first one, which stays.
 *
 * @returns the positions visible to each token when it was evaluated.
 */
async function evaluateEvicting(
  sequence: TokenSequence,
  { capacity, slice, step }: Eviction,
): Promise<Mask> {
  await sequence.truncate(0);
  const firstVisible: number[] = [];
  let evicted = 0;
  for (let start = 0; start < tokens.length; start += slice) {
    const next = tokens.slice(start, start + slice);
    const excess = sequence.tokens.length + next.length - capacity;
    if (excess > 0) {
      const count = Math.max(excess, step);
      await sequence.erase([{ start: 1, end: 1 + count }]);
      evicted += count;
    }
    await sequence.evaluate(next);
    firstVisible.push(...next.map(() => (evicted === 0 ? 0 : 1 + evicted)));
  }
  return { getFirstVisible: (position) => firstVisible[position] ?? 0, pinned: 1 };
}

function computeSoftmax(logits: Float32Array): Distribution {
  const maxLogit = logits.reduce((one, other) => Math.max(one, other));
  const shares = Float64Array.from(logits, (logit) => Math.exp(logit - maxLogit));
  const total = shares.reduce((before, share) => before + share, 0);
  return shares.map((share) => share / total);
}

function computeExpected(mask: Mask): Distribution {
  return computeSoftmax(computeLogits(tokens, weights, mask));
}

async function measureDistribution(sequence: TokenSequence): Promise<Distribution> {
  const [distribution] = await measureDistributions(sequence);
  return distribution;
}

function assertAlike(expected: Distribution, actual: Distribution, within: number): void {
  const bits = measureDivergence(expected, actual);
  assert.ok(bits < within, `They differ by ${bits} bits.`);
}

function assertUnlike(expected: Distribution, actual: Distribution): void {
  const bits = measureDivergence(expected, actual);
  assert.ok(bits > 1000 * tolerance, `They differ by ${bits} bits only.`);
}

const evictions: readonly (readonly [name: string, eviction: Eviction])[] = [
  ['a token per token', { capacity: 16, slice: 1, step: 1 }],
  ['in steps of a quarter, evaluated token by token', { capacity: 16, slice: 1, step: 4 }],
  ['in steps as large as the slices', { capacity: 24, slice: 8, step: 8 }],
  ['in steps that slices do not divide', { capacity: 24, slice: 5, step: 12 }],
];

for (const [name, eviction] of evictions) {
  test(`evicting ${name}: a token attends to what was cached when it was evaluated`, async () => {
    const mask = await evaluateEvicting(exact, eviction);
    const expected = computeExpected(mask);
    assertAlike(expected, await measureDistribution(exact), tolerance);

    await evaluateEvicting(rounded, eviction);
    assertAlike(expected, await measureDistribution(rounded), roundedTolerance);
  });
}

test('evicting token by token equals the mask of a rolling buffer with a pinned first token', async () => {
  const capacity = 16;
  const mask = await evaluateEvicting(exact, { capacity, slice: 1, step: 1 });
  const sliding = createSlidingMask(capacity - 1);
  for (const position of tokens.keys()) {
    const expected = position < capacity ? 0 : sliding.getFirstVisible(position);
    assert.equal(mask.getFirstVisible(position), expected);
  }
});

test('evicting in steps lets tokens attend to at most the capacity, and at least that less a step and a slice', async () => {
  const eviction = { capacity: 24, slice: 5, step: 12 };
  const mask = await evaluateEvicting(exact, eviction);
  for (const position of tokens.keys()) {
    const first = mask.getFirstVisible(position);
    const seen = position - first + 1 + (first === 0 ? 0 : 1);
    assert.ok(seen <= eviction.capacity, `${position} sees ${seen}`);
    const minVisible = eviction.capacity - eviction.step - eviction.slice + 1;
    assert.ok(position < eviction.capacity || seen >= minVisible, `${position} sees ${seen}`);
  }
});

/**
 * Returns the distributions after all tokens with a rolling buffer: cells are removed from llama.cpp's
 * cache without the library, so that positions keep growing and the first token is evicted, too.
 */
async function evaluateRollingBuffer(window: number): Promise<Distribution[]> {
  const context = await model.createContext({ ...exactOptions, threads: 1 });
  const sequence = context.getSequence();
  const cells = context as unknown as {
    readonly _ctx: {
      removeTokenCellsFromSequence(sequence: number, start: number, end: number): boolean;
    };
  };
  const options = { temperature: 1, topK: 0, topP: 1 };
  const generateNext = { probabilities: true, options };
  const distributions: Distribution[] = [];
  for (const [position, token] of tokens.entries()) {
    const evicted = position - window;
    if (evicted >= 0) cells._ctx.removeTokenCellsFromSequence(0, evicted, evicted + 1);
    const [result] = await sequence.controlledEvaluate([[token as LlamaToken, { generateNext }]]);
    const probabilities = new Float32Array(model.fileInfo.metadata.tokenizer.ggml.tokens.length);
    for (const [next, share] of result?.next.probabilities ?? []) probabilities[next] = share;
    distributions.push(normalize(probabilities));
  }
  await context.dispose();
  return distributions;
}

test('a cache whose cells are evicted one by one computes the same as the sliding mask', async () => {
  const [last] = (await evaluateRollingBuffer(16)).slice(-1);
  assert.ok(last);
  assertAlike(computeExpected(createSlidingMask(16)), last, tolerance);
  assertUnlike(computeExpected(createSlidingMask(15)), last);
  assertUnlike(computeExpected(createSlidingMask(17)), last);
});

test('evicting is closer to the rolling buffer than evaluating the shorter text again', async () => {
  const window = 16;
  const byEvicting: number[] = [];
  const byEvaluating: number[] = [];
  const buffered = await evaluateRollingBuffer(window);
  const fresh = await openSequence(model, exactOptions);
  await exact.truncate(0);
  await exact.evaluate(tokens.slice(0, window));
  await fresh.evaluate(tokens.slice(0, 1));
  for (const [position, token] of tokens.entries()) {
    const expected = buffered[position];
    if (position < window || expected === undefined) continue;
    await exact.erase([{ start: 1, end: 2 }]);
    await exact.evaluate([token]);
    byEvicting.push(measureDivergence(expected, await measureDistribution(exact)));

    await fresh.truncate(1);
    await fresh.evaluate(tokens.slice(position + 2 - window, position + 1));
    byEvaluating.push(measureDivergence(expected, await measureDistribution(fresh)));
  }
  assert.ok(
    computeMean(byEvicting) < computeMean(byEvaluating),
    `${computeMean(byEvicting)} ${computeMean(byEvaluating)}`,
  );
});

function computeMean(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0) / numbers.length;
}
