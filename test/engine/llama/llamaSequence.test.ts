import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { measureDistributions, measureDivergence } from '../../../scripts/measure/distribution.ts';
import { planReuse } from '../../../src/completion/reuse/reusePlan.ts';
import { countCommonPrefix } from '../../../src/completion/commonPrefix.ts';
import type {
  LanguageModel,
  Token,
  TokenSequence,
} from '../../../src/engine/backend/languageModel.ts';
import { RequestMeter } from '../../../src/engine/metering/requestMeter.ts';
import { generate } from '../../../src/engine/sequence/generate.ts';
import { prefill, type RunStep } from '../../../src/engine/sequence/prefill.ts';
import { loadOnCpu } from '../../support/loadOnProcessor.ts';
import { baseModel } from '../../support/models.ts';

const source = `export function add(a: number, b: number): number {
  return a + b;
}

export function subtract(a: number, b: number): number {
  return a - b;
}

export function multiply(a: number, b: number): number {
`;

let model: LanguageModel;
let reused: TokenSequence;
before(async () => {
  model = await loadOnCpu(baseModel);
  reused = await model.openSequence(1024);
});
after(() => model.dispose());

function createPrompt(text: string): Token[] {
  return [model.vocabulary.beginOfText ?? 0, ...model.vocabulary.tokenize(text)];
}

/** Returns the continuation by greedy decoding, and the number of tokens evaluated for the prompt. */
async function generateContinuation(
  sequence: TokenSequence,
  prompt: readonly Token[],
): Promise<{ text: string; evaluated: number }> {
  const { workMeter, vocabulary } = model;
  const plan = planReuse(sequence.tokens, prompt, { mode: 'exact', evictedAfter: undefined });
  // The prompt's last token is evaluated with the first sampled one.
  let evaluated = 1;
  const signal = new AbortController().signal;
  const runStep: RunStep = (step) => step();
  const onEvaluated = (tokens: number) => {
    evaluated += tokens;
  };
  assert.ok(await prefill(sequence, plan, { signal, runStep, workMeter, onEvaluated }));
  const { text } = await generate(
    {
      sequence,
      vocabulary,
      last: plan.last,
      sampling: { temperature: 0 },
      maxTokens: 16,
      findStop: () => undefined,
    },
    { signal, runStep, workMeter, meter: new RequestMeter(() => 0) },
  );
  return { text, evaluated };
}

/** Returns the continuation from scratch, on a new sequence. */
async function generateFromScratch(prompt: readonly Token[]): Promise<string> {
  const sequence = await model.openSequence(1024);
  try {
    return (await generateContinuation(sequence, prompt)).text;
  } finally {
    await sequence.dispose();
  }
}

// Each edit starts from the state after the previous ones.
const edits: readonly (readonly [name: string, text: string])[] = [
  ['at first', source],
  ['after typing', `${source}  ret`],
  ['after typing on', `${source}  return a *`],
  ['after deleting', `${source}  re`],
  ['after an edit far above', source.replace('add', 'plus')],
  ['after moving the cursor up', source.slice(0, 120)],
  ['in another file', 'def main():\n    print('],
];

for (const [name, text] of edits) {
  test(`a reused cache continues as a fresh one does ${name}`, async () => {
    const prompt = createPrompt(text);
    const commonCount = countCommonPrefix(reused.tokens, prompt.slice(0, -1));
    const { text: actual, evaluated } = await generateContinuation(reused, prompt);
    assert.equal(actual, await generateFromScratch(prompt));
    assert.equal(evaluated, prompt.length - commonCount);
  });
}

test('a key costs the tokens that it changes', async () => {
  await generateContinuation(reused, createPrompt(`${source}  return a`));
  const { evaluated } = await generateContinuation(reused, createPrompt(`${source}  return a *`));
  assert.ok(evaluated <= 3, `${evaluated} tokens were evaluated`);
});

test('the same request again evaluates one token', async () => {
  const prompt = createPrompt(source);
  await generateContinuation(reused, prompt);
  assert.equal((await generateContinuation(reused, prompt)).evaluated, 1);
});

test('a cell is the same for all slice sizes that the pace may choose', async () => {
  const sequence = await model.openSequence(1024);
  const prompt = createPrompt(source.repeat(3)).slice(0, 257);
  const evaluateInSlices = async (size: number) => {
    await sequence.truncate(0);
    for (let start = 0; start < prompt.length; start += size) {
      await sequence.evaluate(prompt.slice(start, start + size));
    }
    return (await measureDistributions(sequence))[0];
  };
  const expected = await evaluateInSlices(16);
  const max = sequence.computeSliceTokens(Infinity);
  for (const size of [1, 5, 16, 17, max - 16, max]) {
    const bits = measureDivergence(expected, await evaluateInSlices(size));
    assert.ok(bits < 1e-6, `Slices of ${size} tokens differ by ${bits} bits.`);
  }
  await sequence.dispose();
});

test('each token that passes through the model is counted, and its time is measured', async () => {
  const sequence = await model.openSequence(1024);
  const before = model.workMeter.counts;
  const tokens = createPrompt(source).slice(0, 32);
  await model.workMeter.countAs('repair', () => sequence.evaluate(tokens));
  await model.workMeter.countAs('decode', async () => {
    await sequence.sampleNext(tokens.at(-1) ?? 0, { temperature: 0 });
    await sequence.computeNextProbabilities(tokens.at(-1) ?? 0, 'likely');
    await sequence.sampleAfterEach(tokens.slice(0, 4));
  });
  const { repair, decode } = model.workMeter.counts;
  assert.deepEqual([repair - before.repair, decode - before.decode], [32, 6]);
  assert.equal(sequence.tokens.length, 38);
  assert.ok((model.prefillMsPerToken ?? 0) > 0 && model.stepMs > 0);
  assert.equal(sequence.computeSliceTokens(1e9) % 16, 0);
  await sequence.dispose();
});

test('fewer tokens than a tile are evaluated in the batch of the tokens after them', async () => {
  const sequence = await model.openSequence(1024);
  const prompt = createPrompt(source).slice(0, 43);
  const measureProbabilities = async (lengths: readonly number[]) => {
    await sequence.truncate(0);
    let start = 0;
    for (const length of lengths) {
      await sequence.evaluate(prompt.slice(start, start + length));
      start += length;
    }
    assert.deepEqual(sequence.tokens, prompt.slice(0, start));
    return sequence.computeNextProbabilities(prompt[start] ?? 0, 'likely');
  };
  const expected = await measureProbabilities([32, 10]);
  for (const lengths of [[42], [3, 32, 7], [10, 10, 10, 12]]) {
    assert.deepEqual(await measureProbabilities(lengths), expected);
  }
  await sequence.dispose();
});

test('tokens that are truncated before their evaluation are not counted', async () => {
  const sequence = await model.openSequence(1024);
  const before = model.workMeter.counts;
  const prompt = createPrompt(source);
  await model.workMeter.countAs('prefetch', () => sequence.evaluate(prompt.slice(0, 20)));
  await model.workMeter.countAs('prompt', async () => {
    await sequence.truncate(18);
    await sequence.computeNextProbabilities(prompt[18] ?? 0, 'likely');
  });
  const { prefetch, prompt: promptTokens } = model.workMeter.counts;
  assert.deepEqual([prefetch - before.prefetch, promptTokens - before.prompt], [18, 1]);
  await sequence.evaluate(prompt.slice(0, 5));
  await sequence.dispose();
  assert.equal(model.workMeter.counts.prompt, promptTokens);
});

test('before a step, fewer tokens than a long slice are deferred to its batch', async () => {
  const sequence = await model.openSequence(1024);
  const prompt = createPrompt(source);
  const countEvaluated = async (length: number, isBeforeStep: boolean) => {
    const before = model.workMeter.counts.prompt;
    await model.workMeter.countAs('prompt', () =>
      sequence.evaluate(prompt.slice(0, length), isBeforeStep),
    );
    await sequence.truncate(0);
    return model.workMeter.counts.prompt - before;
  };
  assert.deepEqual([await countEvaluated(31, true), await countEvaluated(31, false)], [0, 16]);
  assert.deepEqual([await countEvaluated(50, true), await countEvaluated(50, false)], [32, 48]);
  await sequence.dispose();
});

test('a text that must continue does, and is the same if it would have continued anyway', async () => {
  const { vocabulary } = model;
  const endings = [vocabulary.endOfText ?? 0, ...vocabulary.tokenize('\n}\n').slice(-1)];
  for (const last of endings) {
    const sampled = [];
    for (const mustContinue of [false, true]) {
      await reused.truncate(0);
      await reused.evaluate(createPrompt('const a = 1;'));
      sampled.push((await reused.sampleNext(last, { temperature: 0, mustContinue })).token);
    }
    const [free, bound] = sampled;
    assert.ok(free !== undefined && bound !== undefined);
    assert.equal(vocabulary.isEndOfGeneration(bound), false);
    if (!vocabulary.isEndOfGeneration(free)) assert.equal(bound, free);
  }
});

test('the ledger equals the cache, also after a truncation to nothing', async () => {
  const sequence = await model.openSequence(1024);
  await sequence.evaluate(createPrompt('const a = 1;'));
  await sequence.truncate(3);
  assert.deepEqual(sequence.tokens, createPrompt('const a = 1;').slice(0, 3));
  await sequence.truncate(0);
  assert.deepEqual(sequence.tokens, []);
  await sequence.evaluate(createPrompt('let b'));
  assert.deepEqual(sequence.tokens, createPrompt('let b'));
  await sequence.dispose();
});

test('the window is as large as requested, up to the context that the model was trained on', async () => {
  assert.equal(model.summary.contextTokens, 1024);
  assert.equal(model.summary.windowTokens, 1024);
  const small = await loadOnCpu(baseModel, 256);
  assert.equal(small.summary.windowTokens, 256);
  const sequence = await small.openSequence(small.summary.windowTokens);
  assert.equal(sequence.capacity, 255);
  await small.dispose();
});
