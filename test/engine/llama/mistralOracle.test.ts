import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { getLlama, type LlamaContextSequence, type LlamaModel, type Token } from 'node-llama-cpp';
import { baseModel } from '../../support/models.ts';
import { readMistralWeights, type MistralWeights } from '../../support/oracle/ggufWeights.ts';
import { computeLogits } from '../../support/oracle/mistralOracle.ts';

const texts = [
  'export function add(a: number, b: number): number {\n  return',
  'def area(self):\n    return math.pi * self.',
  'import { readFile } from',
];

let model: LlamaModel;
let sequence: LlamaContextSequence;
let weights: MistralWeights;
before(async () => {
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1 });
  model = await llama.loadModel({ modelPath: baseModel, defaultContextSwaFullCache: true });
  sequence = (await model.createContext({ contextSize: 512, threads: 1 })).getSequence();
  weights = await readMistralWeights(baseModel);
});
after(() => model.llama.dispose());

function createPrompt(text: string): Token[] {
  return [model.tokens.bos ?? (1 as Token), ...model.tokenize(text, false)];
}

/** Returns llama.cpp's probabilities after a prompt that is evaluated from scratch. */
async function measureNextProbabilities(prompt: readonly Token[]): Promise<Map<Token, number>> {
  await sequence.clearHistory();
  const [last] = prompt.slice(-1);
  assert.ok(last !== undefined);
  const options = { temperature: 1, topK: 0, topP: 1 };
  const results = await sequence.controlledEvaluate([
    ...prompt.slice(0, -1),
    [last, { generateNext: { probabilities: true, options } }],
  ]);
  const probabilities = results.at(-1)?.next.probabilities;
  assert.ok(probabilities);
  return probabilities;
}

function computeSoftmax(logits: Float32Array): number[] {
  const maxLogit = logits.reduce((one, other) => Math.max(one, other));
  const shares = Array.from(logits, (logit) => Math.exp(logit - maxLogit));
  const total = shares.reduce((before, share) => before + share, 0);
  return shares.map((share) => share / total);
}

for (const text of texts) {
  test(`the oracle computes what llama.cpp computes after ${JSON.stringify(text)}`, async () => {
    const prompt = createPrompt(text);
    const expected = computeSoftmax(computeLogits(prompt, weights));
    const actual = await measureNextProbabilities(prompt);
    // llama.cpp rounds activations to eight bits before it multiplies them.
    const differences = expected.map((share, token) =>
      Math.abs(share - (actual.get(token as Token) ?? 0)),
    );
    assert.ok(Math.max(...differences) < 0.03, String(Math.max(...differences)));
  });
}

test('the sliding mask changes nothing within the window, but it does beyond it', () => {
  const prompt = createPrompt(texts[0] ?? '');
  const full = computeLogits(prompt, weights);
  assert.deepEqual(computeLogits(prompt, weights, prompt.length), full);
  assert.notDeepEqual(computeLogits(prompt, weights, 4), full);
});

test('stacked layers attend beyond the window: text before it still has an effect', () => {
  const prompt = createPrompt(texts[0] ?? '');
  const changed = [...prompt];
  changed[prompt.length - 6] = model.tokenize('zebra', false)[0] ?? (0 as Token);
  assert.notDeepEqual(computeLogits(changed, weights, 4), computeLogits(prompt, weights, 4));
});
