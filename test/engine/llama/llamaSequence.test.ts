import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { LanguageModel, Token, TokenSequence } from '../../../src/engine/ports.ts';
import { RequestMeter } from '../../../src/engine/requestMeter.ts';
import { generate } from '../../../src/engine/sequence/generate.ts';
import { prefill, type Work } from '../../../src/engine/sequence/prefill.ts';
import type { RequestMetrics } from '../../../src/engine/protocol.ts';
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

/** The next tokens by greedy decoding, and what they cost. */
async function continued(
  sequence: TokenSequence,
  prompt: readonly Token[],
): Promise<{ text: string; metrics: RequestMetrics }> {
  const meter = new RequestMeter(() => 0);
  const work: Work = { signal: new AbortController().signal, meter, runStep: (step) => step() };
  const last = await prefill(sequence, prompt, work);
  assert.notEqual(last, undefined);
  const { text } = await generate(
    {
      sequence,
      vocabulary: model.vocabulary,
      last: last ?? 0,
      sampling: { temperature: 0 },
      maxTokens: 16,
      stopAt: () => undefined,
    },
    work,
  );
  return { text, metrics: meter.metrics };
}

/** The same from scratch, on a sequence that never held anything. */
async function fresh(prompt: readonly Token[]): Promise<string> {
  const sequence = await model.openSequence(1024);
  try {
    return (await continued(sequence, prompt)).text;
  } finally {
    await sequence.dispose();
  }
}

// Each edit starts from the state that the ones before it left behind.
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
    const { text: actual, metrics } = await continued(reused, prompt);
    assert.equal(actual, await fresh(prompt));
    assert.equal(metrics.promptTokens, prompt.length);
    assert.equal(metrics.reusedTokens + metrics.evaluatedTokens, prompt.length);
  });
}

test('a keystroke costs what it changed', async () => {
  await continued(reused, promptOf(`${source}  return a`));
  const { metrics } = await continued(reused, promptOf(`${source}  return a *`));
  assert.ok(metrics.evaluatedTokens <= 3, `${metrics.evaluatedTokens} tokens were evaluated`);
});

test('the same request again evaluates one token', async () => {
  const prompt = promptOf(source);
  await continued(reused, prompt);
  const { metrics } = await continued(reused, prompt);
  assert.equal(metrics.evaluatedTokens, 1);
});

test('a text that must go on does, and is the same where it would have gone on anyway', async () => {
  const { vocabulary } = model;
  const endings = [vocabulary.endOfText ?? 0, ...vocabulary.tokenize('\n}\n').slice(-1)];
  for (const last of endings) {
    const drawn = [];
    for (const mustContinue of [false, true]) {
      await reused.keep(0);
      await reused.evaluate(promptOf('const a = 1;'));
      drawn.push((await reused.next(last, { temperature: 0, mustContinue })).token);
    }
    const [free, bound] = drawn;
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
