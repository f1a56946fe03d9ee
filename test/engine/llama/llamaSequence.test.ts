import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { measureDistributions, measureDivergence } from '../../../scripts/measure/distribution.ts';
import { planReuse } from '../../../src/completion/reuse/reusePlan.ts';
import { commonPrefix } from '../../../src/completion/commonPrefix.ts';
import type {
  LanguageModel,
  Token,
  TokenSequence,
} from '../../../src/engine/backend/languageModel.ts';
import { RequestMeter } from '../../../src/engine/metering/requestMeter.ts';
import { generate } from '../../../src/engine/sequence/generate.ts';
import { prefill, type RunStep } from '../../../src/engine/sequence/prefill.ts';
import { loadOnProcessor } from '../../support/loadOnProcessor.ts';
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
  model = await loadOnProcessor(baseModel);
  reused = await model.openSequence(1024);
});
after(() => model.dispose());

function promptOf(text: string): Token[] {
  return [model.vocabulary.beginOfText ?? 0, ...model.vocabulary.tokenize(text)];
}

/** Returns the continuation by greedy decoding, and the number of tokens evaluated for the prompt. */
async function continued(
  sequence: TokenSequence,
  prompt: readonly Token[],
): Promise<{ text: string; evaluated: number }> {
  const { work: passes, vocabulary } = model;
  const plan = planReuse(sequence.tokens, prompt, { mode: 'exact', evictedAfter: undefined });
  // The prompt's last token is evaluated with the first sampled one.
  let evaluated = 1;
  const signal = new AbortController().signal;
  const runStep: RunStep = (step) => step();
  const onEvaluated = (tokens: number) => {
    evaluated += tokens;
  };
  assert.ok(await prefill(sequence, plan, { signal, runStep, passes, onEvaluated }));
  const { text } = await generate(
    {
      sequence,
      vocabulary,
      last: plan.last,
      sampling: { temperature: 0 },
      maxTokens: 16,
      stopAt: () => undefined,
    },
    { signal, runStep, passes, meter: new RequestMeter(() => 0) },
  );
  return { text, evaluated };
}

/** Returns the continuation from scratch, on a new sequence. */
async function fresh(prompt: readonly Token[]): Promise<string> {
  const sequence = await model.openSequence(1024);
  try {
    return (await continued(sequence, prompt)).text;
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
    const prompt = promptOf(text);
    const held = commonPrefix(reused.tokens, prompt.slice(0, -1));
    const { text: actual, evaluated } = await continued(reused, prompt);
    assert.equal(actual, await fresh(prompt));
    assert.equal(evaluated, prompt.length - held);
  });
}

test('a keystroke costs what it changed', async () => {
  await continued(reused, promptOf(`${source}  return a`));
  const { evaluated } = await continued(reused, promptOf(`${source}  return a *`));
  assert.ok(evaluated <= 3, `${evaluated} tokens were evaluated`);
});

test('the same request again evaluates one token', async () => {
  const prompt = promptOf(source);
  await continued(reused, prompt);
  assert.equal((await continued(reused, prompt)).evaluated, 1);
});

test('a cell is the same in slices of all sizes that the pace may choose', async () => {
  const sequence = await model.openSequence(1024);
  const prompt = promptOf(source.repeat(3)).slice(0, 257);
  const evaluateInSlicesOf = async (size: number) => {
    await sequence.keep(0);
    for (let start = 0; start < prompt.length; start += size) {
      await sequence.evaluate(prompt.slice(start, start + size));
    }
    return (await measureDistributions(sequence))[0];
  };
  const expected = await evaluateInSlicesOf(16);
  const max = sequence.sliceWithin(Infinity);
  for (const size of [1, 5, 16, 17, max - 16, max]) {
    const bits = measureDivergence(expected, await evaluateInSlicesOf(size));
    assert.ok(bits < 1e-6, `Slices of ${size} tokens differ by ${bits} bits.`);
  }
  await sequence.dispose();
});

test('each token that passes through the model is counted, and measured', async () => {
  const sequence = await model.openSequence(1024);
  const before = model.work.counts;
  const tokens = promptOf(source).slice(0, 32);
  await model.work.countAs('repair', () => sequence.evaluate(tokens));
  await model.work.countAs('decode', async () => {
    await sequence.next(tokens.at(-1) ?? 0, { temperature: 0 });
    await sequence.nextProbabilities(tokens.at(-1) ?? 0, 'likely');
    await sequence.nextOfEach(tokens.slice(0, 4));
  });
  const { repair, decode } = model.work.counts;
  assert.deepEqual([repair - before.repair, decode - before.decode], [32, 6]);
  assert.equal(sequence.tokens.length, 38);
  assert.ok((model.prefillMsPerToken ?? 0) > 0 && model.stepMs > 0);
  assert.equal(sequence.sliceWithin(1e9) % 16, 0);
  await sequence.dispose();
});

test('fewer tokens than a tile are evaluated in the batch of those after them', async () => {
  const sequence = await model.openSequence(1024);
  const prompt = promptOf(source).slice(0, 43);
  const probabilitiesOf = async (lengths: readonly number[]) => {
    await sequence.keep(0);
    let start = 0;
    for (const length of lengths) {
      await sequence.evaluate(prompt.slice(start, start + length));
      start += length;
    }
    assert.deepEqual(sequence.tokens, prompt.slice(0, start));
    return sequence.nextProbabilities(prompt[start] ?? 0, 'likely');
  };
  const expected = await probabilitiesOf([32, 10]);
  for (const lengths of [[42], [3, 32, 7], [10, 10, 10, 12]]) {
    assert.deepEqual(await probabilitiesOf(lengths), expected);
  }
  await sequence.dispose();
});

test('tokens that are cut before they were evaluated count for nothing', async () => {
  const sequence = await model.openSequence(1024);
  const before = model.work.counts;
  const prompt = promptOf(source);
  await model.work.countAs('prefetch', () => sequence.evaluate(prompt.slice(0, 20)));
  await model.work.countAs('prompt', async () => {
    await sequence.keep(18);
    await sequence.nextProbabilities(prompt[18] ?? 0, 'likely');
  });
  const { prefetch, prompt: asked } = model.work.counts;
  assert.deepEqual([prefetch - before.prefetch, asked - before.prompt], [18, 1]);
  await sequence.evaluate(prompt.slice(0, 5));
  await sequence.dispose();
  assert.equal(model.work.counts.prompt, asked);
});

test('before a step fewer tokens than a long slice wait for it', async () => {
  const sequence = await model.openSequence(1024);
  const prompt = promptOf(source);
  const evaluatedOf = async (length: number, isBeforeStep: boolean) => {
    const before = model.work.counts.prompt;
    await model.work.countAs('prompt', () =>
      sequence.evaluate(prompt.slice(0, length), isBeforeStep),
    );
    await sequence.keep(0);
    return model.work.counts.prompt - before;
  };
  assert.deepEqual([await evaluatedOf(31, true), await evaluatedOf(31, false)], [0, 16]);
  assert.deepEqual([await evaluatedOf(50, true), await evaluatedOf(50, false)], [32, 48]);
  await sequence.dispose();
});

test('a text that must go on does, and is the same where it would have gone on anyway', async () => {
  const { vocabulary } = model;
  const endings = [vocabulary.endOfText ?? 0, ...vocabulary.tokenize('\n}\n').slice(-1)];
  for (const last of endings) {
    const sampled = [];
    for (const mustContinue of [false, true]) {
      await reused.keep(0);
      await reused.evaluate(promptOf('const a = 1;'));
      sampled.push((await reused.next(last, { temperature: 0, mustContinue })).token);
    }
    const [free, bound] = sampled;
    assert.ok(free !== undefined && bound !== undefined);
    assert.equal(vocabulary.endsGeneration(bound), false);
    if (!vocabulary.endsGeneration(free)) assert.equal(bound, free);
  }
});

test('the ledger is what the cache holds, after cutting to nothing too', async () => {
  const sequence = await model.openSequence(1024);
  await sequence.evaluate(promptOf('const a = 1;'));
  await sequence.keep(3);
  assert.deepEqual(sequence.tokens, promptOf('const a = 1;').slice(0, 3));
  await sequence.keep(0);
  assert.deepEqual(sequence.tokens, []);
  await sequence.evaluate(promptOf('let b'));
  assert.deepEqual(sequence.tokens, promptOf('let b'));
  await sequence.dispose();
});

test('the window is as large as asked for and no larger than the model was trained on', async () => {
  assert.equal(model.summary.contextTokens, 1024);
  assert.equal(model.summary.windowTokens, 1024);
  const small = await loadOnProcessor(baseModel, 256);
  assert.equal(small.summary.windowTokens, 256);
  const sequence = await small.openSequence(small.summary.windowTokens);
  assert.equal(sequence.capacity, 255);
  await small.dispose();
});
