import assert from 'node:assert/strict';
import test from 'node:test';
import { suffixScore, type SuffixStep } from '../../../src/completion/confidence/suffixScore.ts';

const hit = (probability: number): SuffixStep => ({ wanted: 1, likeliest: 1, probability });
const miss = (probability: number): SuffixStep => ({ wanted: 1, likeliest: 2, probability });

test('nothing behind the cursor says nothing', () => {
  assert.equal(suffixScore([]), 0);
});

test('a suffix that the model is sure of scores best, and one that it expects beats one that it does not', () => {
  assert.equal(suffixScore([hit(1), hit(1)]), 0);
  assert.ok(suffixScore([hit(0.9)]) > suffixScore([hit(0.5)]));
  // Even where the wanted token may be as probable as the likeliest one.
  assert.ok(suffixScore([hit(0.5)]) > suffixScore([miss(0.5)]));
});

test('the surer the model is of something else the worse, and never without bounds', () => {
  assert.ok(suffixScore([miss(0.5)]) > suffixScore([miss(0.9)]));
  assert.ok(Number.isFinite(suffixScore([miss(1)])));
});

test('it is a mean: a longer suffix is not worse for its length', () => {
  assert.equal(suffixScore([hit(0.5)]), suffixScore([hit(0.5), hit(0.5), hit(0.5)]));
});
