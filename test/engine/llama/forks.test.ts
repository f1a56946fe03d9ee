import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { LlamaContext } from 'node-llama-cpp';
import { spreadOverStreams } from '../../../src/engine/llama/spreadOverStreams.ts';
import type {
  LanguageModel,
  Token,
  TokenSequence,
} from '../../../src/engine/backend/languageModel.ts';
import { Lockstep } from '../../../src/engine/sequence/lockstep.ts';
import type { RunStep } from '../../../src/engine/sequence/prefill.ts';
import { splitIntoSlices } from '../../../src/engine/sequence/slices.ts';
import { loadOnCpu } from '../../support/loadOnProcessor.ts';
import { infillModel } from '../../support/models.ts';

let model: LanguageModel;
let folder: string;
before(async () => {
  model = await loadOnCpu(infillModel, 512);
  folder = await mkdtemp(path.join(tmpdir(), 'tramontane-forks-'));
});
after(async () => {
  await model.dispose();
  await rm(folder, { recursive: true });
});

const source = 'export function add(a: number, b: number): number {\n  return a + b;\n}\n\nexport ';

/** Returns a sequence that holds a text without its last token. */
async function prepareSequence(): Promise<{ sequence: TokenSequence; last: Token }> {
  const tokens = model.vocabulary.tokenize(source);
  const last = tokens.at(-1) ?? 0;
  const sequence = await model.openSequence(256);
  for (const slice of splitIntoSlices(sequence, tokens.slice(0, -1)))
    await sequence.evaluate(slice);
  return { sequence, last };
}

async function saveSequence(sequence: TokenSequence, name: string): Promise<string> {
  const file = path.join(folder, name);
  await sequence.save(file);
  return file;
}

async function sampleTokens(
  sequence: TokenSequence,
  last: Token,
  count: number,
  runStep: RunStep = (step) => step(),
): Promise<Token[]> {
  const tokens = [last];
  for (let index = 0; index < count; index++) {
    const evaluated = tokens.at(-1) ?? 0;
    const { token } = await runStep(() => sequence.sampleNext(evaluated, { temperature: 0 }));
    tokens.push(token);
  }
  return tokens.slice(1);
}

/** Counts the batches that llama.cpp decodes during some work. */
async function countBatches(work: () => Promise<unknown>): Promise<number> {
  interface Internals {
    _ctx: { decodeBatch(): Promise<unknown> };
  }
  const prototype = LlamaContext.prototype as unknown as {
    dispatchPendingBatch(this: Internals): unknown;
  };

  const dispatch = prototype.dispatchPendingBatch;
  const counted = new Set<Internals['_ctx']>();
  let batches = 0;
  prototype.dispatchPendingBatch = function (this: Internals) {
    const { _ctx: inner } = this;
    if (!counted.has(inner)) {
      counted.add(inner);
      const decode = inner.decodeBatch.bind(inner);
      const value = () => {
        batches++;
        return decode();
      };
      // Addon methods are on the prototype and can't be assigned.
      Object.defineProperty(inner, 'decodeBatch', { value, configurable: true });
    }
    return dispatch.call(this);
  };
  try {
    await work();
  } finally {
    prototype.dispatchPendingBatch = dispatch;
    for (const inner of counted) Reflect.deleteProperty(inner, 'decodeBatch');
  }
  return batches;
}

test('no batch holds steps of two forks that advance in lockstep', async () => {
  const { sequence, last } = await prepareSequence();
  const file = await saveSequence(sequence, 'batch.state');
  const forks = await model.openForks(3, 256);
  for (const fork of forks) await fork.load(file, sequence.tokens);
  const steps = 6;
  const lockstep = new Lockstep(forks.length);
  const togetherCount = await countBatches(() =>
    Promise.all(forks.map((fork) => sampleTokens(fork, last, steps, lockstep.runStep))),
  );
  assert.equal(togetherCount, steps * forks.length);
  const aloneCount = await countBatches(() => sampleTokens(sequence, last, steps));
  assert.equal(aloneCount, steps);
  for (const one of [...forks, sequence]) await one.dispose();
});

test('a fork continues like the sequence that it was copied from, whatever the others do', async () => {
  const { sequence, last } = await prepareSequence();
  const file = await saveSequence(sequence, 'same.state');
  const forks = await model.openForks(2, 256);
  for (const fork of forks) {
    await fork.load(file, sequence.tokens);
    assert.deepEqual(fork.tokens, sequence.tokens);
  }
  const [one, other] = forks;
  assert.ok(one && other);
  const [same] = await Promise.all([sampleTokens(one, last, 8), sampleTokens(other, last + 1, 8)]);
  assert.deepEqual(same, await sampleTokens(sequence, last, 8));
  for (const each of [...forks, sequence]) await each.dispose();
});

test('the context is disposed with its last fork, and not before', async () => {
  const ended: unknown[] = [];
  const internals = LlamaContext.prototype as unknown as { dispose(): Promise<void> };

  const dispose = internals.dispose;
  internals.dispose = function (this: unknown) {
    ended.push(this);
    return dispose.call(this);
  };
  try {
    const forks = await model.openForks(3, 64);
    for (const fork of forks.slice(1)) await fork.dispose();
    assert.equal(ended.length, 0);
    await forks[0]?.dispose();
    assert.equal(ended.length, 1);
  } finally {
    internals.dispose = dispose;
  }
});

test('a state is split into streams once, and then left unchanged', async () => {
  const { sequence } = await prepareSequence();
  const file = await saveSequence(sequence, 'spread.state');
  const before = await readFile(file);
  await spreadOverStreams(file, sequence.tokens.length, 3);
  const once = await readFile(file);
  assert.equal(once.length, before.length + 8);
  await spreadOverStreams(file, sequence.tokens.length, 3);
  assert.deepEqual(await readFile(file), once);
  await assert.rejects(spreadOverStreams(file, sequence.tokens.length, 4), /laid out otherwise/);
  await sequence.dispose();
});

test('a state with another layout is refused, and left unchanged', async () => {
  const { sequence } = await prepareSequence();
  const file = await saveSequence(sequence, 'other.state');
  const count = sequence.tokens.length;
  const right = await readFile(file);
  const streamsAt = 12 + 4 * count;
  const spoiled: readonly (readonly [string, Buffer])[] = [
    ['two parts', Buffer.concat([right, right.subarray(streamsAt)])],
    ['cut off', right.subarray(0, -4)],
    ['cut off in the table', right.subarray(0, streamsAt + 20)],
    ['no state', Buffer.from('no state')],
    ['another number of cells', replaceWord(right, streamsAt + 4, count - 1)],
    ['another number of streams', replaceWord(right, streamsAt, 2)],
    ['another number of layers', replaceWord(right, streamsAt + 12 + 12 * count, 1)],
  ];
  for (const [name, bytes] of spoiled) {
    await writeFile(file, bytes);
    await assert.rejects(spreadOverStreams(file, count, 3), /laid out otherwise/, name);
    assert.deepEqual(await readFile(file), bytes, name);
  }
  await sequence.dispose();
});

test('a fork rejects a damaged state, and can load another one', async () => {
  const { sequence, last } = await prepareSequence();
  const file = await saveSequence(sequence, 'again.state');
  const spoiled = path.join(folder, 'spoiled.state');
  await writeFile(spoiled, (await readFile(file)).subarray(0, -4));
  const [fork, other] = await model.openForks(2, 256);
  assert.ok(fork && other);
  await assert.rejects(fork.load(spoiled, sequence.tokens));
  assert.deepEqual(fork.tokens, []);
  await fork.load(file, sequence.tokens);
  assert.deepEqual(await sampleTokens(fork, last, 4), await sampleTokens(sequence, last, 4));
  for (const one of [fork, other, sequence]) await one.dispose();
});

function replaceWord(bytes: Buffer, position: number, word: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(word, position);
  return copy;
}
