import assert from 'node:assert/strict';
import test from 'node:test';
import { parseLog } from '../../../../scripts/eval/repo/changedRegions.ts';

const createPatch = (hunks: string) => `diff --git a/src/a.ts b/src/a.ts
index 1..2 100644
--- a/src/a.ts
+++ b/src/a.ts
${hunks}`;

test('regions are found by the lines that a commit added', () => {
  const log = `\0c1 p1\n\n${createPatch('@@ -3,0 +4,2 @@ f\n+one\n+two\n@@ -9 +11 @@\n-old\n+new\n')}`;
  assert.deepEqual(parseLog(log), [
    { commit: 'c1', path: 'src/a.ts', line: 4, lines: 2, previousLine: null },
    { commit: 'c1', path: 'src/a.ts', line: 11, lines: 1, previousLine: 'old' },
  ]);
});

test('a commit without a parent has no regions', () => {
  assert.deepEqual(parseLog(`\0c1 \n\n${createPatch('@@ -0,0 +1 @@\n+one\n')}`), []);
});

test('large regions and deletions are omitted', () => {
  const large = `@@ -0,0 +1,13 @@\n${'+a\n'.repeat(13)}`;
  assert.deepEqual(
    parseLog(`\0c1 p1\n\n${createPatch(`${large}@@ -20,2 +30,0 @@\n-a\n-b\n`)}`),
    [],
  );
});

test('lines that look like a header of the patch are lines', () => {
  const [region, ...others] = parseLog(
    `\0c1 p1\n\n${createPatch('@@ -0,0 +1,2 @@\n+++ b/other\n+@@ -1 +1 @@\n@@ -7,0 +9 @@\n+a\n')}`,
  );
  assert.equal(region?.path, 'src/a.ts');
  assert.deepEqual(
    others.map(({ path, line }) => [path, line]),
    [['src/a.ts', 9]],
  );
});
