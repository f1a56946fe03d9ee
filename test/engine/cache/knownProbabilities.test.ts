import assert from 'node:assert/strict';
import test from 'node:test';
import { KnownProbabilities } from '../../../src/engine/cache/knownProbabilities.ts';

function some(probability: number): Float32Array {
  return Float32Array.of(probability, 1 - probability);
}

test('what was said behind a prompt is known behind that prompt, and behind no other', () => {
  const known = new KnownProbabilities();
  known.add([1, 2, 3], some(0.25));
  assert.deepEqual(known.of([1, 2, 3]), some(0.25));
  for (const other of [[], [1, 2], [1, 2, 3, 4], [1, 2, 4], [2, 2, 3]]) {
    assert.equal(known.of(other), undefined);
  }
});

test('what is said again takes the place of what was said', () => {
  const known = new KnownProbabilities();
  known.add([1], some(0.25));
  known.add([1], some(0.5));
  assert.deepEqual(known.of([1]), some(0.5));
});

test('the last few prompts are known, however many there were', () => {
  const known = new KnownProbabilities();
  for (let prompt = 0; prompt < 50; prompt++) known.add([prompt], some(0.5));
  const held = Array.from({ length: 50 }, (_, prompt) => prompt).filter((prompt) =>
    known.of([prompt]),
  );
  assert.ok(held.length >= 2 && held.length < 10);
  assert.equal(held.at(-1), 49);
  assert.equal(held[0], 50 - held.length);
});

test('what is asked for stays known, whatever else is said meanwhile', () => {
  const known = new KnownProbabilities();
  known.add([1], some(0.25));
  for (let other = 2; other < 20; other++) {
    known.add([1, other], some(0.5));
    assert.deepEqual(known.of([1]), some(0.25));
  }
});

test('what stands behind cells that were changed is forgotten, the rest is not', () => {
  const known = new KnownProbabilities();
  known.add([1, 2], some(0.1));
  known.add([1, 2, 3], some(0.2));
  known.keepUpTo(2);
  assert.deepEqual(known.of([1, 2]), some(0.1));
  assert.equal(known.of([1, 2, 3]), undefined);
  known.keepUpTo(0);
  assert.equal(known.of([1, 2]), undefined);
});

test('however many tokens a word takes, what may follow its prompt stays known', () => {
  const known = new KnownProbabilities();
  const prompt = [1, 2];
  known.add(prompt, some(0.25));
  const word = [3, 4, 5, 6, 7, 8];
  for (const [index] of word.entries()) {
    known.add([...prompt, ...word.slice(0, index + 1)], some(0.5), prompt);
  }
  assert.deepEqual(known.of(prompt), some(0.25));
  assert.deepEqual(known.of([...prompt, ...word]), some(0.5));
  // Another prompt isn't kept out by it.
  known.add([9], some(0.75));
  assert.deepEqual(known.of([9]), some(0.75));
});
