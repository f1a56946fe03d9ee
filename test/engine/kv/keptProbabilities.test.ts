import assert from 'node:assert/strict';
import test from 'node:test';
import { KeptProbabilities } from '../../../src/engine/kv/keptProbabilities.ts';

function some(probability: number): Float32Array {
  return Float32Array.of(probability, 1 - probability);
}

test('probabilities after a prompt are found for that prompt, and for no other', () => {
  const kept = new KeptProbabilities();
  kept.add([1, 2, 3], some(0.25));
  assert.deepEqual(kept.find([1, 2, 3]), some(0.25));
  for (const other of [[], [1, 2], [1, 2, 3, 4], [1, 2, 4], [2, 2, 3]]) {
    assert.equal(kept.find(other), undefined);
  }
});

test('the latest probabilities of a prompt replace the earlier ones', () => {
  const kept = new KeptProbabilities();
  kept.add([1], some(0.25));
  kept.add([1], some(0.5));
  assert.deepEqual(kept.find([1]), some(0.5));
});

test('the last few prompts are kept, however many there were', () => {
  const kept = new KeptProbabilities();
  for (let prompt = 0; prompt < 50; prompt++) kept.add([prompt], some(0.5));
  const held = Array.from({ length: 50 }, (_, prompt) => prompt).filter((prompt) =>
    kept.find([prompt]),
  );
  assert.ok(held.length >= 2 && held.length < 10);
  assert.equal(held.at(-1), 49);
  assert.equal(held[0], 50 - held.length);
});

test('a prompt that is looked up stays kept, whatever is added meanwhile', () => {
  const kept = new KeptProbabilities();
  kept.add([1], some(0.25));
  for (let other = 2; other < 20; other++) {
    kept.add([1, other], some(0.5));
    assert.deepEqual(kept.find([1]), some(0.25));
  }
});

test('probabilities after cells that were changed are discarded, the others are not', () => {
  const kept = new KeptProbabilities();
  kept.add([1, 2], some(0.1));
  kept.add([1, 2, 3], some(0.2));
  kept.keepUpTo(2);
  assert.deepEqual(kept.find([1, 2]), some(0.1));
  assert.equal(kept.find([1, 2, 3]), undefined);
  kept.keepUpTo(0);
  assert.equal(kept.find([1, 2]), undefined);
});

test('however many tokens a word takes, the prompt that it is typed after stays kept', () => {
  const kept = new KeptProbabilities();
  const prompt = [1, 2];
  kept.add(prompt, some(0.25));
  const word = [3, 4, 5, 6, 7, 8];
  for (const [index] of word.entries()) {
    kept.add([...prompt, ...word.slice(0, index + 1)], some(0.5), prompt);
  }
  assert.deepEqual(kept.find(prompt), some(0.25));
  assert.deepEqual(kept.find([...prompt, ...word]), some(0.5));
  // Another prompt can still be added.
  kept.add([9], some(0.75));
  assert.deepEqual(kept.find([9]), some(0.75));
});

test('what is known after prompts stays so when text is inserted in them', () => {
  const kept = new KeptProbabilities();
  kept.add([1, 2, 3], some(0.25));
  kept.add([1, 2, 3, 4], some(0.5));
  kept.add([1, 9, 3], some(0.75));
  kept.splice([1, 2, 3, 4], { at: 1, erased: 1, inserted: [7, 8] });
  assert.deepEqual(kept.find([1, 7, 8, 3]), some(0.25));
  assert.deepEqual(kept.find([1, 7, 8, 3, 4]), some(0.5));
  for (const other of [
    [1, 2, 3],
    [1, 9, 3],
    [1, 7, 8],
  ]) {
    assert.equal(kept.find(other), undefined);
  }
});
