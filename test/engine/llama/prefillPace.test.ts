import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { PrefillPace } from '../../../src/engine/llama/prefillPace.ts';

const limits = { sliceMs: 100, least: 8, most: 128, first: 32 };

test('before anything was measured a slice has its first size', () => {
  assert.equal(new PrefillPace(limits).sliceTokens, 32);
});

test('on a steady machine a slice takes as long as it may', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.8, max: 12, noNaN: true }), (msPerToken) => {
      const pace = new PrefillPace(limits);
      for (let slice = 0; slice < 10; slice++) pace.observe(32, 32 * msPerToken);
      const ms = pace.sliceTokens * msPerToken;
      assert.ok(ms <= 100 + 1e-6 && ms > 100 - 2 * msPerToken);
    }),
  );
});

test('a slice keeps its limits, whatever was measured', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat(100_000))), (measured) => {
      const pace = new PrefillPace(limits);
      for (const [tokens, ms] of measured) pace.observe(tokens, ms);
      assert.ok(pace.sliceTokens >= 8 && pace.sliceTokens <= 128);
    }),
  );
});

test('single tokens say nothing about prefill', () => {
  const pace = new PrefillPace(limits);
  pace.observe(1, 1000);
  assert.equal(pace.msPerToken, undefined);
});
