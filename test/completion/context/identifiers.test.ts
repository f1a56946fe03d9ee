import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  extractIdentifiers,
  findImportedNames,
  findLookupNames,
} from '../../../src/completion/context/identifiers.ts';

const listImportedNames = (text: string) => findImportedNames(text).map(({ name }) => name);

test('imported names are found in the languages that have imports', () => {
  assert.deepEqual(
    listImportedNames(`import { findProduct, type Product as Item } from './inventory';`),
    ['findProduct', 'Product', 'Item'],
  );
  assert.deepEqual(listImportedNames(`import {\n  one,\n  two,\n} from 'x';\nlet three = 3;`), [
    'one',
    'two',
  ]);
  assert.deepEqual(listImportedNames('const fs = require("fs");\nfs.read();'), ['fs']);
  assert.deepEqual(listImportedNames('from os.path import (\n  join,\n  split,\n)\nx = join()'), [
    ...['os', 'path', 'join', 'split'],
  ]);
  assert.deepEqual(listImportedNames('use std::io::{Read, Write};\nfn main() {}'), [
    ...['std', 'io', 'Read', 'Write'],
  ]);
  assert.deepEqual(listImportedNames('let x = 1;\nreturn x;'), []);
});

test('names that are imported and used near the cursor come first, then calls, then other imports', () => {
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
    findLookupNames(text, text.length, 9).map(({ name }) => name),
    ['near', 'helper', 'far', 'unused'],
  );
  assert.equal(findLookupNames(text, text.length, 2).length, 2);
});

test('every occurrence contains its name', () => {
  const word = fc.constantFrom('import', 'from', '{', '}', '\n', 'abc', '(', ')', `'x'`, 'äö', ' ');
  fc.assert(
    fc.property(fc.array(word), fc.nat(), fc.nat(8), (words, at, limit) => {
      const text = words.join(' ');
      const found = findLookupNames(text, at % (text.length + 1), limit);
      assert.ok(found.length <= limit);
      for (const { name, offset } of found) assert.ok(text.startsWith(name, offset));
      assert.equal(new Set(found.map(({ name }) => name)).size, found.length);
    }),
  );
});

test('identifiers are words of more than one letter, in any script', () => {
  assert.deepEqual([...extractIdentifiers('größe = a + _b2 * 42; größe')], ['größe', '_b2']);
});
