import assert from 'node:assert/strict';
import test from 'node:test';
import { ProbabilityCache } from '../../../src/engine/kv/probabilityCache.ts';

function createProbabilities(probability: number): Float32Array {
  return Float32Array.of(probability, 1 - probability);
}

test('probabilities after a prompt are found only for that prompt', () => {
  const cache = new ProbabilityCache();
  cache.add([1, 2, 3], createProbabilities(0.25));
  assert.deepEqual(cache.find([1, 2, 3]), createProbabilities(0.25));
  for (const other of [[], [1, 2], [1, 2, 3, 4], [1, 2, 4], [2, 2, 3]]) {
    assert.equal(cache.find(other), undefined);
  }
});

test('the latest probabilities of a prompt replace the earlier ones', () => {
  const cache = new ProbabilityCache();
  cache.add([1], createProbabilities(0.25));
  cache.add([1], createProbabilities(0.5));
  assert.deepEqual(cache.find([1]), createProbabilities(0.5));
});

test('only the last few prompts are kept', () => {
  const cache = new ProbabilityCache();
  for (let prompt = 0; prompt < 50; prompt++) cache.add([prompt], createProbabilities(0.5));
  const cachedPrompts = Array.from({ length: 50 }, (_, prompt) => prompt).filter((prompt) =>
    cache.find([prompt]),
  );
  assert.ok(cachedPrompts.length >= 2 && cachedPrompts.length < 10);
  assert.equal(cachedPrompts.at(-1), 49);
  assert.equal(cachedPrompts[0], 50 - cachedPrompts.length);
});

test('a prompt that is looked up stays in the cache', () => {
  const cache = new ProbabilityCache();
  cache.add([1], createProbabilities(0.25));
  for (let other = 2; other < 20; other++) {
    cache.add([1, other], createProbabilities(0.5));
    assert.deepEqual(cache.find([1]), createProbabilities(0.25));
  }
});

test('probabilities after changed cells are discarded, and others are not', () => {
  const cache = new ProbabilityCache();
  cache.add([1, 2], createProbabilities(0.1));
  cache.add([1, 2, 3], createProbabilities(0.2));
  cache.truncate(2);
  assert.deepEqual(cache.find([1, 2]), createProbabilities(0.1));
  assert.equal(cache.find([1, 2, 3]), undefined);
  cache.truncate(0);
  assert.equal(cache.find([1, 2]), undefined);
});

test('the prompt before a word stays in the cache, however many tokens the word has', () => {
  const cache = new ProbabilityCache();
  const prompt = [1, 2];
  cache.add(prompt, createProbabilities(0.25));
  const word = [3, 4, 5, 6, 7, 8];
  for (const [index] of word.entries()) {
    cache.add([...prompt, ...word.slice(0, index + 1)], createProbabilities(0.5), prompt);
  }
  assert.deepEqual(cache.find(prompt), createProbabilities(0.25));
  assert.deepEqual(cache.find([...prompt, ...word]), createProbabilities(0.5));
  // Another prompt can still be added.
  cache.add([9], createProbabilities(0.75));
  assert.deepEqual(cache.find([9]), createProbabilities(0.75));
});

test('probabilities stay valid when text is inserted in their prompts', () => {
  const cache = new ProbabilityCache();
  cache.add([1, 2, 3], createProbabilities(0.25));
  cache.add([1, 2, 3, 4], createProbabilities(0.5));
  cache.add([1, 9, 3], createProbabilities(0.75));
  cache.splice([1, 2, 3, 4], { position: 1, erasedCount: 1, insertedTokens: [7, 8] });
  assert.deepEqual(cache.find([1, 7, 8, 3]), createProbabilities(0.25));
  assert.deepEqual(cache.find([1, 7, 8, 3, 4]), createProbabilities(0.5));
  for (const other of [
    [1, 2, 3],
    [1, 9, 3],
    [1, 7, 8],
  ]) {
    assert.equal(cache.find(other), undefined);
  }
});
