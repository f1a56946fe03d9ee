import assert from 'node:assert/strict';
import test from 'node:test';
import { completeDrawing, engineFor } from '../support/engineFixture.ts';
import { inMemory } from '../support/inMemory.ts';
import { baseModel, fillInModel } from '../support/models.ts';

const drawing = `const width = measure(first.width, second.width, third.width);
const height = measure(first.height, second.height, third.height);
const depth = measure(║
`;

/** Returns the texts of three completions, and the number of their draft tokens. */
async function completed(context: test.TestContext, draftPaths: readonly string[]) {
  const engine = await engineFor(context);
  await engine.request('tramontane/loadModel', {
    path: fillInModel,
    gpu: 'cpu',
    threads: 1,
    contextTokens: 1024,
    cache: inMemory,
    draftPaths,
  });
  const texts: string[] = [];
  let drafted = 0;
  for (const name of ['first', 'second', 'third']) {
    const result = await completeDrawing(engine, drawing, `/workspace/${name}.ts`);
    texts.push(result.kind === 'text' ? result.text : result.reason);
    drafted += result.metrics.draftedTokens;
  }
  return { texts, drafted };
}

test('a draft model changes nothing but the steps', async (context) => {
  const alone = await completed(context, []);
  const drafted = await completed(context, [fillInModel]);
  assert.deepEqual(drafted.texts, alone.texts);
  assert.ok(drafted.drafted > 0);
});

test('a model with another vocabulary, or none at all, is passed over', async (context) => {
  const alone = await completed(context, []);
  const drafted = await completed(context, ['/nowhere/model.gguf', baseModel]);
  assert.deepEqual(drafted.texts, alone.texts);
});
