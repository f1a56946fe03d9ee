import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { integersOf, readEntries } from '../../../scripts/bench/ggufFile.ts';
import { randomModel, type MistralShape } from '../../../scripts/bench/randomModel.ts';
import { loadOnProcessor } from '../../support/loadOnProcessor.ts';
import { fillInModel } from '../../support/models.ts';

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
  context: 1024,
  window: 512,
};

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

test('a random model is written once, the same each time', async () => {
  const file = await randomModel(shape, fillInModel, folder);
  const { mtimeMs } = statSync(file);
  assert.equal(await randomModel(shape, fillInModel, folder), file);
  assert.equal(statSync(file).mtimeMs, mtimeMs);
  const other = mkdtempSync(path.join(folder, 'other-'));
  assert.equal(digestOf(await randomModel(shape, fillInModel, other)), digestOf(file));
});

test('nothing but the model is left in its folder', async () => {
  const own = mkdtempSync(path.join(folder, 'own-'));
  const file = await randomModel(shape, fillInModel, own);
  assert.deepEqual(readdirSync(own), [path.basename(file)]);
  await assert.rejects(randomModel({ ...shape, width: 65 }, fillInModel, own), /rows of 65/);
  assert.deepEqual(readdirSync(own), [path.basename(file)]);
});

test('models of different shapes have different names', async () => {
  const file = await randomModel(shape, fillInModel, folder);
  assert.notEqual(await randomModel({ ...shape, blocks: 1 }, fillInModel, folder), file);
});

test('a random model loads, has the vocabulary, and draws ordinary pieces only', async (t) => {
  const file = await randomModel(shape, fillInModel, folder);
  const model = await loadOnProcessor(file, 0);
  t.after(() => model.dispose());
  assert.equal(model.summary.fillIn, 'codestral');
  assert.equal(model.summary.windowTokens, shape.window);

  const types = (await readEntries(file)).find(({ key }) => key === 'tokenizer.ggml.token_type');
  assert.ok(types);
  const typeOf = integersOf(types);
  const sequence = await model.openSequence(256);
  t.after(() => sequence.dispose());
  const [last, ...rest] = model.vocabulary.tokenize('export function add(').reverse();
  assert.ok(last !== undefined);
  await sequence.evaluate(rest.reverse());
  const drawn: number[] = [];
  for (let token = last; drawn.length < 8; drawn.push(token)) {
    ({ token } = await sequence.next(token, { temperature: 0 }));
  }
  assert.deepEqual(
    drawn.map((token) => typeOf[token]),
    drawn.map(() => 1),
  );
});
