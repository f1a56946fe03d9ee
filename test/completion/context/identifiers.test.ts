import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  identifiersIn,
  importedNames,
  namesToLookUp,
} from '../../../src/completion/context/identifiers.ts';

const names = (text: string) => importedNames(text).map(({ name }) => name);

test('the imported names are found in the languages that import', () => {
  assert.deepEqual(names(`import { findProduct, type Product as Item } from './inventory';`), [
    'findProduct',
    'Product',
    'Item',
  ]);
  assert.deepEqual(names(`import {\n  one,\n  two,\n} from 'x';\nlet three = 3;`), ['one', 'two']);
  assert.deepEqual(names('const fs = require("fs");\nfs.read();'), ['fs']);
  assert.deepEqual(names('from os.path import (\n  join,\n  split,\n)\nx = join()'), [
    ...['os', 'path', 'join', 'split'],
  ]);
  assert.deepEqual(names('use std::io::{Read, Write};\nfn main() {}'), [
    ...['std', 'io', 'Read', 'Write'],
  ]);
  assert.deepEqual(names('let x = 1;\nreturn x;'), []);
});

test('what is imported and used near the cursor comes first, then calls, then other imports', () => {
  const text = [
    `import { far, near, unused } from './a';`,
    ...Array<string>(60).fill('let filler = 0;'),
    'far();',
    ...Array<string>(60).fill('let filler = 0;'),
    'function own() {',
    '  helper(near);',
    '  if (near) {',
    '    ',
  ].join('\n');
  assert.deepEqual(
    namesToLookUp(text, text.length, 9).map(({ name }) => name),
    ['near', 'helper', 'far', 'unused'],
  );
  assert.equal(namesToLookUp(text, text.length, 2).length, 2);
});

test('every place that is named holds that name', () => {
  const word = fc.constantFrom('import', 'from', '{', '}', '\n', 'abc', '(', ')', `'x'`, 'äö', ' ');
  fc.assert(
    fc.property(fc.array(word), fc.nat(), fc.nat(8), (words, at, limit) => {
      const text = words.join(' ');
      const found = namesToLookUp(text, at % (text.length + 1), limit);
      assert.ok(found.length <= limit);
      for (const { name, offset } of found) assert.ok(text.startsWith(name, offset));
      assert.equal(new Set(found.map(({ name }) => name)).size, found.length);
    }),
  );
});

test('identifiers are words of more than one letter, in any script', () => {
  assert.deepEqual([...identifiersIn('größe = a + _b2 * 42; größe')], ['größe', '_b2']);
});
