import assert from 'node:assert/strict';
import test from 'node:test';
import { divergenceOf, likeliestOf } from '../../../scripts/measure/distribution.ts';

test('a distribution does not diverge from itself', () => {
  assert.equal(divergenceOf(Float64Array.of(0.5, 0.5, 0), Float64Array.of(0.5, 0.5, 0)), 0);
});

test('a distribution that gives half as much to what is certain diverges by a bit', () => {
  assert.equal(divergenceOf(Float64Array.of(1, 0), Float64Array.of(0.5, 0.5)), 1);
});

test('what cannot happen any more diverges by much, and not without end', () => {
  const bits = divergenceOf(Float64Array.of(1, 0), Float64Array.of(0, 1));
  assert.ok(bits > 50 && Number.isFinite(bits), String(bits));
});

test('the likeliest token is the first of the highest probability', () => {
  assert.equal(likeliestOf(Float64Array.of(0.1, 0.4, 0.4, 0.1)), 1);
});
