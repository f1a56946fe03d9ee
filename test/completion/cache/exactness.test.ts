import assert from 'node:assert/strict';
import test from 'node:test';
import { Exactness } from '../../../src/completion/cache/exactness.ts';

function kinds(exactness: Exactness, count = 6): string {
  return Array.from({ length: count }, (_, position) => exactness.at(position)[0]).join('');
}

test('a fresh cache is exact', () => {
  assert.equal(kinds(new Exactness()), 'eeeeee');
});

test('cells behind an eviction are rolling, those behind a patch patched', () => {
  const exactness = new Exactness();
  exactness.evictedBehind(2);
  exactness.patchedBehind(4);
  assert.equal(kinds(exactness), 'eerrpp');
});

test('a patch in front of evicted cells makes all behind it patched', () => {
  const exactness = new Exactness();
  exactness.evictedBehind(4);
  exactness.patchedBehind(2);
  assert.equal(kinds(exactness), 'eepppp');
});

test('what is evaluated behind cells that are left is as exact as they are', () => {
  const exactness = new Exactness();
  exactness.evictedBehind(2);
  exactness.patchedBehind(4);
  exactness.kept(4);
  assert.equal(kinds(exactness), 'eerrrr');
  exactness.kept(2);
  assert.equal(kinds(exactness), 'eeeeee');
});
