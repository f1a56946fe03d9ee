import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import { repositoryRoot } from '../../../scripts/repository.ts';
import type {
  SampledToken,
  LanguageModel,
  Token,
  TokenSequence,
} from '../../../src/engine/backend/languageModel.ts';
import { RequestMeter } from '../../../src/engine/metering/requestMeter.ts';
import { DraftModel } from '../../../src/engine/sequence/draftModel.ts';
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
import { loadOnCpu } from '../../support/loadOnProcessor.ts';
import { baseModel, infillModel } from '../../support/models.ts';
import { readMistralWeights } from '../../support/oracle/ggufWeights.ts';
import { computeLogits } from '../../support/oracle/mistralOracle.ts';

const maxTokens = 40;

/** Size of all slices: prompts are then rounded the same way each time. */
const sliceTokens = 32;

/** A constant clock, with which drafting never seems to cost more than it saves. */
const noTime = () => 0;

const [cart, inventory, shapes] = ['src/cart.ts', 'src/inventory.ts', 'lib/shapes.py'].map((file) =>
  readFileSync(path.join(repositoryRoot, 'test/fixtures/workspace', file), 'utf8'),
) as [string, string, string];

const list = 'const names = [\n' + '  "one", "two", "three",\n'.repeat(9);

const texts: readonly (readonly [name: string, text: string])[] = [
  ['in a short text', cart.slice(0, 90)],
  ['within a word', cart.slice(0, 431)],
  ['after a whole file', inventory],
  ['in Python', shapes.slice(0, 300)],
  ['where a file is written a second time', shapes + shapes.slice(0, 200)],
  ['in a list', list],
  ['in a text of one line', '// ' + 'ab'.repeat(60)],
];

function getTokens(sampled: readonly SampledToken[]): Token[] {
  return sampled.map(({ token }) => token);
}

/** Source of draft tokens that are never sampled. */
const garbage: DraftSource = {
  begin: () => undefined,
  push: () => undefined,
  propose: (max) => Array.from({ length: max }, (_, index) => 1000 + 31 * index),
};

/**
 * Maximum difference of logits that counts as a tie: batches of other sizes run through other kernels,
 * which round differently and move logits by about a tenth.
 */
const tie = 0.25;

for (const file of [baseModel, infillModel]) {
  describe(path.basename(file), () => {
    let model: LanguageModel;
    let sequence: TokenSequence;
    let twin: TokenSequence;
    const plainly = new Map<string, Promise<readonly SampledToken[]>>();
    let sources: readonly (readonly [name: string, source: DraftSource])[];
    before(async () => {
      model = await loadOnCpu(file);
      sequence = await model.openSequence(1024);
      twin = await model.openSequence(1024);
      sources = [
        ['prompt lookup', new LookupSource()],
        ['the model itself as draft model', new DraftModel(twin, model.vocabulary)],
        ['garbage', garbage],
      ];
    });
    after(() => model.dispose());

    /** Generates after a text from an empty sequence. */
    async function generateWith(text: string, overrides: Partial<GenerationRequest> = {}) {
      const { vocabulary } = model;
      const prompt = [vocabulary.beginOfText ?? 0, ...vocabulary.tokenize(text)];
      const meter = new RequestMeter(noTime);
      const work: GenerationWork = {
        signal: new AbortController().signal,
        meter,
        workMeter: model.workMeter,
        runStep: (step) => step(),
      };
      const last = prompt.pop() ?? 0;
      await sequence.truncate(0);
      for (let start = 0; start < prompt.length; start += sliceTokens) {
        await sequence.evaluate(prompt.slice(start, start + sliceTokens));
      }
      const request: GenerationRequest = {
        sequence,
        vocabulary,
        last,
        sampling: { temperature: 0 },
        maxTokens,
        findStop: () => undefined,
        ...overrides,
      };
      return { prompt: [...prompt, last], request, work, ...(await generate(request, work)) };
    }

    /** Generates after a text without speculation, once for all tests. */
    function generatedPlainly(text: string): Promise<readonly SampledToken[]> {
      let plain = plainly.get(text);
      if (plain === undefined) {
        plain = generateWith(text).then(({ sampledTokens }) => sampledTokens);
        plainly.set(text, plain);
      }
      return plain;
    }

    /** Asserts that both are the same, or that the first different tokens were equally likely. */
    async function assertSame(
      actual: readonly Token[],
      expected: readonly Token[],
      prompt: readonly Token[],
    ): Promise<void> {
      const firstDifference = expected.findIndex((token, index) => token !== actual[index]);
      const [one, other] = [expected[firstDifference], actual[firstDifference]];
      if (one === undefined || other === undefined) {
        assert.deepEqual(actual, expected);
        return;
      }
      const common = [...prompt, ...expected.slice(0, firstDifference)];
      const logits = computeLogits(common, await readMistralWeights(file));
      const gap = Math.abs((logits[one] ?? NaN) - (logits[other] ?? NaN));
      assert.ok(
        gap < tie,
        `Token ${firstDifference} is ${other} and not ${one}, by a logit of ${gap}.`,
      );
    }

    for (const [name, text] of texts) {
      test(`speculation samples the same tokens ${name}`, async () => {
        const plain = await generatedPlainly(text);
        for (const [sourceName, source] of sources) {
          const speculation = new Speculation(source, noTime);
          const { sampledTokens, work, prompt } = await generateWith(text, { speculation });
          await assertSame(getTokens(sampledTokens), getTokens(plain), prompt);
          assert.deepEqual(
            sequence.tokens,
            [...prompt, ...getTokens(sampledTokens)].slice(0, -1),
            sourceName,
          );
          assert.ok(work.meter.metrics.draftedTokens > 0 || source instanceof LookupSource);
        }
      });

      test(`speculation leaves a correct cache ${name}`, async () => {
        const speculation = new Speculation(new LookupSource(), noTime);
        const half = await generateWith(text, { speculation, maxTokens: maxTokens / 2 });
        const { sampledTokens } = await generate(
          { ...half.request, maxTokens, sampledTokens: half.sampledTokens },
          half.work,
        );
        await assertSame(
          getTokens(sampledTokens),
          getTokens(await generatedPlainly(text)),
          half.prompt,
        );
      });
    }

    test('repetitive text is drafted correctly for the most part', async () => {
      const speculation = new Speculation(new LookupSource(), noTime);
      const { work } = await generateWith(list, { speculation });
      const { draftedTokens, acceptedTokens } = work.meter.metrics;
      assert.ok(acceptedTokens > draftedTokens / 2, `${acceptedTokens} of ${draftedTokens}`);
    });

    test('a model as its own draft model drafts correctly', async () => {
      const speculation = new Speculation(new DraftModel(twin, model.vocabulary), noTime);
      const { work } = await generateWith(inventory, { speculation });
      const { draftedTokens, acceptedTokens } = work.meter.metrics;
      assert.ok(acceptedTokens > draftedTokens * 0.8, `${acceptedTokens} of ${draftedTokens}`);
    });

    test('rejected draft tokens leave no cells', async () => {
      const speculation = new Speculation(garbage, noTime);
      const { work } = await generateWith(inventory, { speculation });
      const { draftedTokens, acceptedTokens, decodeSteps } = work.meter.metrics;
      assert.deepEqual([acceptedTokens, decodeSteps], [0, maxTokens]);
      assert.ok(draftedTokens > 0);
    });
  });
}
