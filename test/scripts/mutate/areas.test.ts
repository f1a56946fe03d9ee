import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { areas, chooseAreas, findAreaTests } from '../../../scripts/mutate/areas.ts';

const getNames = (chosen: readonly { readonly name: string }[]) => chosen.map(({ name }) => name);

test('all areas run without arguments, and else those that are named', () => {
  assert.deepEqual(chooseAreas([], []), areas);
  assert.deepEqual(getNames(chooseAreas(['scheduler', 'confidence'], [])), [
    'confidence',
    'scheduler',
  ]);
});

test('an unknown area is an error that names the known ones', () => {
  assert.throws(() => chooseAreas(['confidence', 'nosuch'], []), /"nosuch".*window, generation/);
});

test('files outside the areas can be mutated alone or in addition', () => {
  const pattern = 'src/completion/syntax/*.ts';
  assert.deepEqual(chooseAreas([], [pattern]), [{ name: 'files', mutate: [pattern] }]);
  assert.deepEqual(getNames(chooseAreas(['confidence'], [pattern])), ['confidence', 'files']);
});

test('the tests of an area are those of the folders that mirror its own, not of folders within', () => {
  const mutate = [
    'src/engine/scheduling/{a,b}.ts',
    'src/completion/confidence/*.ts',
    'src/completion/confidence/a.ts',
  ];
  const tests = findAreaTests({ name: 'a', mutate });
  assert.ok(tests.includes('test/engine/scheduling/scheduler.test.ts'));
  assert.deepEqual(
    new Set(tests.map(path.posix.dirname)),
    new Set(['test/engine/scheduling', 'test/completion/confidence']),
  );
  assert.equal(new Set(tests).size, tests.length);
});

for (const area of areas) {
  test(`the area ${area.name} names files that exist, and has tests`, () => {
    const files = area.mutate.flatMap((pattern) => {
      const [folder = '', names = '', end = ''] = pattern.split(/[{}]/);
      return names === ''
        ? [path.posix.dirname(folder)]
        : names.split(',').map((name) => folder + name + end);
    });
    assert.deepEqual(
      files.filter((file) => !existsSync(file)),
      [],
    );
    assert.notDeepEqual(findAreaTests(area), []);
  });
}
