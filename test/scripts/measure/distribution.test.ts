import assert from 'node:assert/strict';
import test from 'node:test';
import { measureDivergence, findLikeliest } from '../../../scripts/measure/distribution.ts';

test('a distribution does not diverge from itself', () => {
  assert.equal(measureDivergence(Float64Array.of(0.5, 0.5, 0), Float64Array.of(0.5, 0.5, 0)), 0);
});

test('a distribution that halves the probability of a certain token diverges by a bit', () => {
  assert.equal(measureDivergence(Float64Array.of(1, 0), Float64Array.of(0.5, 0.5)), 1);
});

test('the divergence of an outcome that became impossible is large and finite', () => {
  const bits = measureDivergence(Float64Array.of(1, 0), Float64Array.of(0, 1));
  assert.ok(bits > 50 && Number.isFinite(bits), String(bits));
});

test('the likeliest token is the first of the highest probability', () => {
  assert.equal(findLikeliest(Float64Array.of(0.1, 0.4, 0.4, 0.1)), 1);
});
