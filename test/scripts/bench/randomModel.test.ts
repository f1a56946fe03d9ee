import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { readIntegers, readEntries } from '../../../scripts/bench/ggufFile.ts';
import { createRandomModel, type MistralShape } from '../../../scripts/bench/randomModel.ts';
import { loadOnCpu } from '../../support/loadOnProcessor.ts';
import { infillModel } from '../../support/models.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tramontane-random-'));
after(() => {
  rmSync(folder, { recursive: true });
});

const shape: MistralShape = {
  blocks: 2,
  width: 64,
  headSize: 32,
  heads: 2,
  keyValueHeads: 1,
  feedForward: 128,
  contextTokens: 1024,
  windowTokens: 512,
};

function computeDigest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

test('a random model is written once, and is the same each time', async () => {
  const file = await createRandomModel(shape, infillModel, folder);
  const { mtimeMs } = statSync(file);
  assert.equal(await createRandomModel(shape, infillModel, folder), file);
  assert.equal(statSync(file).mtimeMs, mtimeMs);
  const other = mkdtempSync(path.join(folder, 'other-'));
  assert.equal(
    computeDigest(await createRandomModel(shape, infillModel, other)),
    computeDigest(file),
  );
});

test('only the model is left in its folder', async () => {
  const own = mkdtempSync(path.join(folder, 'own-'));
  const file = await createRandomModel(shape, infillModel, own);
  assert.deepEqual(readdirSync(own), [path.basename(file)]);
  await assert.rejects(createRandomModel({ ...shape, width: 65 }, infillModel, own), /rows of 65/);
  assert.deepEqual(readdirSync(own), [path.basename(file)]);
});

test('models of different shapes have different names', async () => {
  const file = await createRandomModel(shape, infillModel, folder);
  assert.notEqual(await createRandomModel({ ...shape, blocks: 1 }, infillModel, folder), file);
});

test('a random model loads, has the vocabulary, and samples normal tokens only', async (t) => {
  const file = await createRandomModel(shape, infillModel, folder);
  const model = await loadOnCpu(file, 0);
  t.after(() => model.dispose());
  assert.equal(model.summary.infillFormat, 'codestral');
  assert.equal(model.summary.windowTokens, shape.windowTokens);

  const types = (await readEntries(file)).find(({ key }) => key === 'tokenizer.ggml.token_type');
  assert.ok(types);
  const getType = readIntegers(types);
  const sequence = await model.openSequence(256);
  t.after(() => sequence.dispose());
  const [last, ...rest] = model.vocabulary.tokenize('export function add(').reverse();
  assert.ok(last !== undefined);
  await sequence.evaluate(rest.reverse());
  const sampledTokens: number[] = [];
  for (let token = last; sampledTokens.length < 8; sampledTokens.push(token)) {
    ({ token } = await sequence.sampleNext(token, { temperature: 0 }));
  }
  assert.deepEqual(
    sampledTokens.map((token) => getType[token]),
    sampledTokens.map(() => 1),
  );
});
