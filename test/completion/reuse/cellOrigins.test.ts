import assert from 'node:assert/strict';
import test from 'node:test';
import { CellOrigins } from '../../../src/completion/reuse/cellOrigins.ts';

/** Returns the first letters of the origins of the first cells. */
function formatOrigins(origins: CellOrigins, count = 6): string {
  return Array.from({ length: count }, (_, position) => origins.getReuse(position)[0]).join('');
}

test('a fresh cache is exact', () => {
  const origins = new CellOrigins();
  assert.equal(formatOrigins(origins), 'eeeeee');
  assert.deepEqual([origins.patchedFrom, origins.patches], [Infinity, 0]);
});

test('cells after an eviction are rolling, those after a patch are patched', () => {
  const origins = new CellOrigins();
  origins.evictAfter(2);
  origins.patchAfter(4);
  assert.equal(formatOrigins(origins), 'eerrpp');
  assert.equal(origins.patchedFrom, 4);
});

test('a patch before evicted cells makes all cells after it patched', () => {
  const origins = new CellOrigins();
  origins.evictAfter(4);
  origins.patchAfter(2);
  assert.equal(formatOrigins(origins), 'eepppp');
});

test('cells evaluated after a truncation are as exact as the remaining cells', () => {
  const origins = new CellOrigins();
  origins.evictAfter(2);
  origins.patchAfter(4);
  origins.truncate(5);
  assert.equal(formatOrigins(origins), 'eerrpp');
  origins.truncate(4);
  assert.equal(formatOrigins(origins), 'eerrrr');
  origins.truncate(2);
  assert.equal(formatOrigins(origins), 'eeeeee');
});

test('a patch is counted until a truncation removes all of its cells', () => {
  const origins = new CellOrigins();
  for (const position of [8, 4, 6]) origins.patchAfter(position);
  assert.equal(origins.patches, 3);
  // Cells of the patch at 4 are left, and with them an unknown number of the others.
  origins.truncate(7);
  assert.equal(origins.patches, 3);
  origins.truncate(4);
  assert.equal(origins.patches, 0);
  origins.patchAfter(5);
  assert.equal(origins.patches, 1);
});

test('the rest of an interrupted patch is not another patch', () => {
  const origins = new CellOrigins();
  origins.patchAfter(8, true);
  origins.patchAfter(6, true);
  assert.deepEqual([origins.patches, origins.patchedFrom], [1, 6]);
});

test('an eviction is not a patch', () => {
  const origins = new CellOrigins();
  origins.evictAfter(2);
  assert.deepEqual([origins.patches, origins.patchedFrom], [0, Infinity]);
});

test('a copy is equal, and both change independently', () => {
  const origins = new CellOrigins();
  origins.evictAfter(1);
  origins.patchAfter(3);
  const copy = origins.copy();
  assert.deepEqual([formatOrigins(copy), copy.patches], ['errppp', 1]);
  copy.truncate(0);
  assert.deepEqual([formatOrigins(origins), origins.patches], ['errppp', 1]);
  origins.patchAfter(2);
  assert.deepEqual([formatOrigins(copy), copy.patches], ['eeeeee', 0]);
});

test('cells after inserted text are patched, but the insertion does not count as a patch', () => {
  const origins = new CellOrigins();
  origins.growAfter(2, 100, 300);
  assert.equal(formatOrigins(origins), 'eepppp');
  assert.deepEqual([origins.patchedFrom, origins.patches], [Infinity, 0]);
  assert.ok(origins.isGrown && origins.copy().isGrown);
  origins.truncate(2);
  assert.ok(!origins.isGrown);
});

test('the last cells are stale after a long insertion before them', () => {
  const origins = new CellOrigins();
  origins.growAfter(2, 50, 200);
  assert.ok(!origins.isStale(200, 48));
  origins.growAfter(2, 50, 250);
  assert.ok(origins.isStale(250, 48));
  assert.ok(origins.copy().isStale(250, 48));
  // Half of them have been evaluated since.
  assert.ok(origins.isStale(273, 48));
  assert.ok(!origins.isStale(274, 48));
  assert.ok(origins.isStale(274, 128));
});

test('cells that are evaluated again are not stale until more text is inserted', () => {
  const origins = new CellOrigins();
  origins.growAfter(2, 100, 200);
  origins.truncate(152);
  assert.ok(!origins.isStale(200, 48));
  assert.ok(!origins.isStale(200, 128), 'What was inserted counts as known.');
  origins.growAfter(2, 100, 300);
  assert.ok(origins.isStale(300, 48));
  origins.truncate(2);
  assert.equal(formatOrigins(origins), 'eeeeee');
});

test('deleting a key keeps stale cells stale', () => {
  const origins = new CellOrigins();
  origins.growAfter(2, 100, 200);
  origins.truncate(198);
  assert.ok(origins.isStale(198, 48));
});

test('stale cells are counted at their new positions', () => {
  const origins = new CellOrigins();
  origins.moveStale(50);
  assert.ok(!origins.isStale(50, 48));
  origins.growAfter(2, 100, 200);
  origins.moveStale(-20);
  assert.ok(origins.isStale(200, 48));
  assert.ok(!origins.isStale(206, 48));
});

test('text inserted before a patch moves the start of the patched cells', () => {
  const origins = new CellOrigins();
  origins.patchAfter(50);
  origins.growAfter(2, 10, 200);
  assert.equal(origins.patchedFrom, 60);
  origins.growAfter(70, 10, 210);
  assert.equal(origins.patchedFrom, 60);
});
