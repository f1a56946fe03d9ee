import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ModelPace } from '../../../src/engine/llama/modelPace.ts';

const limits = { tile: 16, maxSliceMs: 400, minLongTokens: 32, maxTokens: 64, firstTokens: 32 };

/** Returns a pace that was measured, in ms per token. */
function paceOf(msPerToken: number, of = limits): ModelPace {
  const pace = new ModelPace(of);
  for (let slice = 0; slice < 10; slice++) pace.observe(of.tile, of.tile * msPerToken);
  return pace;
}

const times = fc.double({ min: 0.01, max: 1000, noNaN: true });
/** Slices of all sizes, with the time that each took. */
const observations = fc.array(fc.tuple(fc.nat(200), fc.nat(100_000)));

test('before anything was measured a slice has its first size', () => {
  const pace = new ModelPace(limits);
  assert.equal(pace.msPerToken, undefined);
  for (const maxMs of [1, 100, 1000]) assert.equal(pace.sliceWithin(maxMs), 32);
});

test('a slice is the largest number of tiles that ends in time', () => {
  const pace = paceOf(2);
  assert.equal(pace.sliceWithin(96), 48);
  assert.equal(pace.sliceWithin(95.9), 32);
  assert.equal(pace.sliceWithin(127), 48);
  assert.equal(pace.sliceWithin(128), 64);
});

test('a slice is never less than a tile, however slow the machine is', () => {
  assert.equal(paceOf(100).sliceWithin(200), 16);
  assert.equal(paceOf(100).sliceWithin(0), 16);
});

test('the longest slices have two tiles at least', () => {
  assert.equal(paceOf(16.3).sliceWithin(400), 32);
  assert.equal(paceOf(16.3).sliceWithin(399), 16);
});

test('a slice is never longer than the largest, however much time it may take', () => {
  assert.equal(paceOf(0.1).sliceWithin(1e9), 64);
  assert.equal(paceOf(10).sliceWithin(1e9), 32, 'It takes 400 ms at most.');
});

test('slices are whole tiles within the limits, whatever was measured', () => {
  fc.assert(
    fc.property(observations, times, (all, maxMs) => {
      const pace = new ModelPace(limits);
      for (const [tokens, ms] of all) pace.observe(tokens, ms);
      const slice = pace.sliceWithin(maxMs);
      assert.equal(slice % limits.tile, 0);
      assert.ok(slice >= limits.tile && slice <= limits.maxTokens);
    }),
  );
});

test('a slice that may take longer is not smaller', () => {
  fc.assert(
    fc.property(observations, times, times, (all, one, other) => {
      const pace = new ModelPace(limits);
      for (const [tokens, ms] of all) pace.observe(tokens, ms);
      const [short, long] = [Math.min(one, other), Math.max(one, other)];
      assert.ok(pace.sliceWithin(short) <= pace.sliceWithin(long));
    }),
  );
});

test('where a tile fits a slice ends in time on a steady machine', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 5, noNaN: true }), times, (msPerToken, maxMs) => {
      fc.pre(limits.tile * msPerToken <= Math.min(maxMs, limits.maxSliceMs));
      const slice = paceOf(msPerToken).sliceWithin(maxMs);
      assert.ok(slice * msPerToken <= Math.min(maxMs, limits.maxSliceMs) * (1 + 1e-9));
    }),
  );
});

test('the rest of a tile says nothing about the pace', () => {
  const pace = paceOf(2);
  for (const tokens of [1, 5, 15, 17, 33, 63]) pace.observe(tokens, 100_000);
  assert.equal(pace.msPerToken, 2);
  const unmeasured = new ModelPace(limits);
  unmeasured.observe(15, 1000);
  assert.equal(unmeasured.msPerToken, undefined);
});

test('the pace follows the machine, and a single slow slice moves it half of the way', () => {
  const pace = paceOf(2);
  pace.observe(32, 32 * 10);
  assert.equal(pace.msPerToken, 6);
  for (let slice = 0; slice < 40; slice++) pace.observe(64, 64 * 8);
  assert.equal(Math.round(pace.msPerToken * 100), 800);
});

test('a step of decoding is measured by itself', () => {
  const pace = new ModelPace(limits);
  assert.equal(pace.stepMs, 0);
  pace.observeStep(20);
  assert.equal(pace.stepMs, 20);
  pace.observeStep(40);
  assert.equal(pace.stepMs, 30);
  assert.equal(pace.msPerToken, undefined);
  const read = paceOf(2);
  assert.equal(read.stepMs, 0);
});
