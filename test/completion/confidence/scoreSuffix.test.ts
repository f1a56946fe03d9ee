import assert from 'node:assert/strict';
import test from 'node:test';
import { scoreSuffix, type SuffixStep } from '../../../src/completion/confidence/scoreSuffix.ts';

const createHit = (probability: number): SuffixStep => ({
  expectedToken: 1,
  likeliestToken: 1,
  probability,
});
const createMiss = (probability: number): SuffixStep => ({
  expectedToken: 1,
  likeliestToken: 2,
  probability,
});

test('an empty suffix has no score', () => {
  assert.equal(scoreSuffix([]), 0);
});

test('a suffix that the model is certain of scores best, and an expected one scores above an unexpected one', () => {
  assert.equal(scoreSuffix([createHit(1), createHit(1)]), 0);
  assert.ok(scoreSuffix([createHit(0.9)]) > scoreSuffix([createHit(0.5)]));
  // Even where the wanted token may be as probable as the likeliest one.
  assert.ok(scoreSuffix([createHit(0.5)]) > scoreSuffix([createMiss(0.5)]));
});

test('the score decreases with the certainty of other tokens, within bounds', () => {
  assert.ok(scoreSuffix([createMiss(0.5)]) > scoreSuffix([createMiss(0.9)]));
  assert.ok(Number.isFinite(scoreSuffix([createMiss(1)])));
});

test('the score is a mean: a longer suffix does not lower it', () => {
  assert.equal(
    scoreSuffix([createHit(0.5)]),
    scoreSuffix([createHit(0.5), createHit(0.5), createHit(0.5)]),
  );
});
