import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { alignTokens, type TokenRun } from '../../../src/completion/reuse/alignTokens.ts';

const tokens = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 9 });
const minRuns = fc.integer({ min: 1, max: 4 });

function kept(runs: readonly TokenRun[]): number {
  return runs.reduce((total, { length }) => total + length, 0);
}

/** Computes the maximum by trying all alignments. */
function most(cached: readonly number[], wanted: readonly number[], minRun: number): number {
  const bestFrom = (i: number, j: number): number => {
    if (i >= cached.length || j >= wanted.length) return 0;
    let best = Math.max(bestFrom(i + 1, j), bestFrom(i, j + 1));
    for (let length = 1; cached[i + length - 1] === wanted[j + length - 1]; length++) {
      if (i + length > cached.length || j + length > wanted.length) break;
      if (length >= minRun) best = Math.max(best, length + bestFrom(i + length, j + length));
    }
    return best;
  };
  return bestFrom(0, 0);
}

test('as many tokens are kept as trying everything finds', () => {
  fc.assert(
    fc.property(tokens, tokens, minRuns, (cached, wanted, minRun) => {
      assert.equal(kept(alignTokens(cached, wanted, minRun)), most(cached, wanted, minRun));
    }),
    { numRuns: 400 },
  );
});

test('runs are equal on both sides, in order, apart, and long enough', () => {
  const longer = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 });
  fc.assert(
    fc.property(longer, longer, minRuns, (cached, wanted, minRun) => {
      let cachedEnd = 0;
      let wantedEnd = 0;
      for (const run of alignTokens(cached, wanted, minRun)) {
        assert.ok(run.cached >= cachedEnd && run.wanted >= wantedEnd && run.length >= minRun);
        cachedEnd = run.cached + run.length;
        wantedEnd = run.wanted + run.length;
        assert.ok(cachedEnd <= cached.length && wantedEnd <= wanted.length);
        assert.deepEqual(cached.slice(run.cached, cachedEnd), wanted.slice(run.wanted, wantedEnd));
      }
    }),
  );
});
