import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ModelPace } from '../../../src/engine/llama/modelPace.ts';

const limits = { tile: 16, maxSliceMs: 400, minLongTokens: 32, maxTokens: 64, firstTokens: 32 };

/** Returns a pace that was measured, in ms per token. */
function createPace(msPerToken: number, of = limits): ModelPace {
  const pace = new ModelPace(of);
  for (let slice = 0; slice < 10; slice++) pace.recordSlice(of.tile, of.tile * msPerToken);
  return pace;
}

const times = fc.double({ min: 0.01, max: 1000, noNaN: true });
/** Slices of all sizes, with the time that each took. */
const observations = fc.array(fc.tuple(fc.nat(200), fc.nat(100_000)));

test('before any measurement a slice has its initial size', () => {
  const pace = new ModelPace(limits);
  assert.equal(pace.msPerToken, undefined);
  for (const maxMs of [1, 100, 1000]) assert.equal(pace.computeSliceTokens(maxMs), 32);
});

test('a slice is the largest number of tiles that end in time', () => {
  const pace = createPace(2);
  assert.equal(pace.computeSliceTokens(96), 48);
  assert.equal(pace.computeSliceTokens(95.9), 32);
  assert.equal(pace.computeSliceTokens(127), 48);
  assert.equal(pace.computeSliceTokens(128), 64);
});

test('a slice is never less than a tile, however slow the machine is', () => {
  assert.equal(createPace(100).computeSliceTokens(200), 16);
  assert.equal(createPace(100).computeSliceTokens(0), 16);
});

test('the longest slices have at least two tiles', () => {
  assert.equal(createPace(16.3).computeSliceTokens(400), 32);
  assert.equal(createPace(16.3).computeSliceTokens(399), 16);
});

test('a slice never exceeds the maximum, however much time it may take', () => {
  assert.equal(createPace(0.1).computeSliceTokens(1e9), 64);
  assert.equal(createPace(10).computeSliceTokens(1e9), 32, 'It takes 400 ms at most.');
});

test('slices are whole tiles within the limits, for any measurements', () => {
  fc.assert(
    fc.property(observations, times, (all, maxMs) => {
      const pace = new ModelPace(limits);
      for (const [tokens, ms] of all) pace.recordSlice(tokens, ms);
      const slice = pace.computeSliceTokens(maxMs);
      assert.equal(slice % limits.tile, 0);
      assert.ok(slice >= limits.tile && slice <= limits.maxTokens);
    }),
  );
});

test('a slice with a longer time limit is not smaller', () => {
  fc.assert(
    fc.property(observations, times, times, (all, one, other) => {
      const pace = new ModelPace(limits);
      for (const [tokens, ms] of all) pace.recordSlice(tokens, ms);
      const [short, long] = [Math.min(one, other), Math.max(one, other)];
      assert.ok(pace.computeSliceTokens(short) <= pace.computeSliceTokens(long));
    }),
  );
});

test('on a steady machine a slice ends in time if a tile does', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 5, noNaN: true }), times, (msPerToken, maxMs) => {
      fc.pre(limits.tile * msPerToken <= Math.min(maxMs, limits.maxSliceMs));
      const slice = createPace(msPerToken).computeSliceTokens(maxMs);
      assert.ok(slice * msPerToken <= Math.min(maxMs, limits.maxSliceMs) * (1 + 1e-9));
    }),
  );
});

test('an incomplete tile does not affect the pace', () => {
  const pace = createPace(2);
  for (const tokens of [1, 5, 15, 17, 33, 63]) pace.recordSlice(tokens, 100_000);
  assert.equal(pace.msPerToken, 2);
  const unmeasured = new ModelPace(limits);
  unmeasured.recordSlice(15, 1000);
  assert.equal(unmeasured.msPerToken, undefined);
});

test('the pace follows the machine, and a single slow slice moves it halfway', () => {
  const pace = createPace(2);
  pace.recordSlice(32, 32 * 10);
  assert.equal(pace.msPerToken, 6);
  for (let slice = 0; slice < 40; slice++) pace.recordSlice(64, 64 * 8);
  assert.equal(Math.round(pace.msPerToken * 100), 800);
});

test('decode steps are measured separately', () => {
  const pace = new ModelPace(limits);
  assert.equal(pace.stepMs, 0);
  pace.recordStep(20);
  assert.equal(pace.stepMs, 20);
  pace.recordStep(40);
  assert.equal(pace.stepMs, 30);
  assert.equal(pace.msPerToken, undefined);
  const read = createPace(2);
  assert.equal(read.stepMs, 0);
});
