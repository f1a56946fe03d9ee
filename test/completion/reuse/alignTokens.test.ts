import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { alignTokens, type TokenRun } from '../../../src/completion/reuse/alignTokens.ts';

const tokens = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 9 });
const minRuns = fc.integer({ min: 1, max: 4 });

function countKeptTokens(runs: readonly TokenRun[]): number {
  return runs.reduce((total, { length }) => total + length, 0);
}

/** Computes the maximum by trying all alignments. */
function computeMaxKeptTokens(
  cached: readonly number[],
  target: readonly number[],
  minRun: number,
): number {
  const computeBestFrom = (i: number, j: number): number => {
    if (i >= cached.length || j >= target.length) return 0;
    let best = Math.max(computeBestFrom(i + 1, j), computeBestFrom(i, j + 1));
    for (let length = 1; cached[i + length - 1] === target[j + length - 1]; length++) {
      if (i + length > cached.length || j + length > target.length) break;
      if (length >= minRun) best = Math.max(best, length + computeBestFrom(i + length, j + length));
    }
    return best;
  };
  return computeBestFrom(0, 0);
}

test('as many tokens are kept as by an exhaustive search', () => {
  fc.assert(
    fc.property(tokens, tokens, minRuns, (cached, target, minRun) => {
      assert.equal(
        countKeptTokens(alignTokens(cached, target, minRun)),
        computeMaxKeptTokens(cached, target, minRun),
      );
    }),
    { numRuns: 400 },
  );
});

test('runs have equal tokens on both sides, in order and without overlap, and are long enough', () => {
  const longer = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 });
  fc.assert(
    fc.property(longer, longer, minRuns, (cached, target, minRun) => {
      let cachedEnd = 0;
      let promptEnd = 0;
      for (const run of alignTokens(cached, target, minRun)) {
        assert.ok(run.cached >= cachedEnd && run.prompt >= promptEnd && run.length >= minRun);
        cachedEnd = run.cached + run.length;
        promptEnd = run.prompt + run.length;
        assert.ok(cachedEnd <= cached.length && promptEnd <= target.length);
        assert.deepEqual(cached.slice(run.cached, cachedEnd), target.slice(run.prompt, promptEnd));
      }
    }),
  );
});
