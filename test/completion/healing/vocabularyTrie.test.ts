import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { VocabularyTrie } from '../../../src/completion/healing/vocabularyTrie.ts';

const pieces = ['', 're', 'return', 'ret', ' ret', 'r', 're', '', 'x'];
const trie = new VocabularyTrie(pieces);

function sorted(tokens: readonly number[]): number[] {
  return [...tokens].sort((one, other) => one - other);
}

test('the tokens that begin so are found, those that are so included', () => {
  assert.deepEqual(sorted(trie.startingWith('re')), [1, 2, 3, 6]);
  assert.deepEqual(sorted(trie.startingWith('ret')), [2, 3]);
  assert.deepEqual(trie.startingWith('z'), []);
});

test('the tokens that a text begins with are found, those that are all of it are not', () => {
  assert.deepEqual(sorted(trie.beginningsOf('ret')), [1, 5, 6]);
  assert.deepEqual(sorted(trie.beginningsOf('returned')), [1, 2, 3, 5, 6]);
  assert.deepEqual(trie.beginningsOf('r'), []);
});

test('a text that is a whole token goes on only if a longer one does', () => {
  assert.deepEqual([trie.hasLonger('ret'), trie.hasLonger('return')], [true, false]);
  assert.deepEqual([trie.hasLonger(' re'), trie.hasLonger('y')], [true, false]);
});

test('tokens tell their bytes, those that stand for no text none', () => {
  assert.equal(trie.textOf([4, 5, 0, 99]), ' retr');
  assert.equal(trie.pieceOf(0), '');
  assert.equal(trie.pieceOf(99), '');
});

test('a vocabulary without pieces knows nothing', () => {
  const empty = new VocabularyTrie(['', '']);
  assert.equal(empty.longest, 0);
  assert.deepEqual([empty.startingWith('a'), empty.beginningsOf('ab')], [[], []]);
  assert.equal(empty.hasLonger('a'), false);
});

// The minimum and maximum byte, and some that many pieces share.
const byte = fc.constantFrom('\0', 'a', 'b', 'c', '\x80', '\xff');
const bytes = fc.array(byte, { maxLength: 6 }).map((all) => all.join(''));

test('ranges are what looking through all pieces finds', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 60 }), bytes, (any, text) => {
      const found = new VocabularyTrie(any);
      const tokens = [...any.keys()].filter((token) => any[token] !== '');
      const where = (holds: (piece: string) => boolean) =>
        tokens.filter((token) => holds(any[token] ?? ''));
      const starting = where((piece) => piece.startsWith(text));
      assert.deepEqual(sorted(found.startingWith(text)), starting);
      const beginnings = where((piece) => text.startsWith(piece) && piece !== text);
      assert.deepEqual(sorted(found.beginningsOf(text)), beginnings);
      const hasLonger = starting.some((token) => (any[token] ?? '').length > text.length);
      assert.equal(found.hasLonger(text), hasLonger);
      assert.equal(found.longest, Math.max(0, ...any.map(({ length }) => length)));
      assert.equal(found.textOf([...any.keys()]), any.join(''));
    }),
    { numRuns: 500 },
  );
});
