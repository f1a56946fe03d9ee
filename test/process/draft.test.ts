import assert from 'node:assert/strict';
import test from 'node:test';
import { completeMarkedText, startTestEngine } from '../support/engineFixture.ts';
import { memoryOnlyCache } from '../support/inMemory.ts';
import { baseModel, infillModel } from '../support/models.ts';

const markedText = `const width = measure(first.width, second.width, third.width);
const height = measure(first.height, second.height, third.height);
const depth = measure(║
`;

/** Returns the texts of three completions, and the number of their draft tokens. */
async function completeWithDrafts(context: test.TestContext, draftPaths: readonly string[]) {
  const engine = await startTestEngine(context);
  await engine.request('tramontane/loadModel', {
    path: infillModel,
    gpu: 'cpu',
    threads: 1,
    contextTokens: 1024,
    cache: memoryOnlyCache,
    draftPaths,
  });
  const texts: string[] = [];
  let drafted = 0;
  for (const name of ['first', 'second', 'third']) {
    const result = await completeMarkedText(engine, markedText, `/workspace/${name}.ts`);
    texts.push(result.kind === 'text' ? result.text : result.outcome.rule);
    drafted += result.metrics.draftedTokens;
  }
  return { texts, drafted };
}

test('a draft model changes only the steps', async (context) => {
  const alone = await completeWithDrafts(context, []);
  const drafted = await completeWithDrafts(context, [infillModel]);
  assert.deepEqual(drafted.texts, alone.texts);
  assert.ok(drafted.drafted > 0);
});

test('a draft model with another vocabulary, or a missing one, is skipped', async (context) => {
  const alone = await completeWithDrafts(context, []);
  const drafted = await completeWithDrafts(context, ['/nowhere/model.gguf', baseModel]);
  assert.deepEqual(drafted.texts, alone.texts);
});
