import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { VocabularyTrie } from '../../../src/completion/healing/vocabularyTrie.ts';

const pieces = ['', 're', 'return', 'ret', ' ret', 'r', 're', '', 'x'];
const trie = new VocabularyTrie(pieces);

function sortTokens(tokens: readonly number[]): number[] {
  return [...tokens].sort((one, other) => one - other);
}

test('the tokens that begin with a text are found, including equal ones', () => {
  assert.deepEqual(sortTokens(trie.findTokensStartingWith('re')), [1, 2, 3, 6]);
  assert.deepEqual(sortTokens(trie.findTokensStartingWith('ret')), [2, 3]);
  assert.deepEqual(trie.findTokensStartingWith('z'), []);
});

test('the tokens that a text begins with are found, except equal ones', () => {
  assert.deepEqual(sortTokens(trie.findPrefixTokens('ret')), [1, 5, 6]);
  assert.deepEqual(sortTokens(trie.findPrefixTokens('returned')), [1, 2, 3, 5, 6]);
  assert.deepEqual(trie.findPrefixTokens('r'), []);
});

test('a text that is a whole token can continue only if a longer token exists', () => {
  assert.deepEqual([trie.hasLonger('ret'), trie.hasLonger('return')], [true, false]);
  assert.deepEqual([trie.hasLonger(' re'), trie.hasLonger('y')], [true, false]);
});

test('tokens have their bytes, and tokens without text have none', () => {
  assert.equal(trie.joinPieces([4, 5, 0, 99]), ' retr');
  assert.equal(trie.getPiece(0), '');
  assert.equal(trie.getPiece(99), '');
});

test('a vocabulary without pieces finds nothing', () => {
  const empty = new VocabularyTrie(['', '']);
  assert.equal(empty.maxPieceBytes, 0);
  assert.deepEqual([empty.findTokensStartingWith('a'), empty.findPrefixTokens('ab')], [[], []]);
  assert.equal(empty.hasLonger('a'), false);
});

// The minimum and maximum byte, and some that many pieces share.
const byte = fc.constantFrom('\0', 'a', 'b', 'c', '\x80', '\xff');
const bytes = fc.array(byte, { maxLength: 6 }).map((all) => all.join(''));

test('ranges equal the result of an exhaustive search', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 60 }), bytes, (any, text) => {
      const found = new VocabularyTrie(any);
      const tokens = [...any.keys()].filter((token) => any[token] !== '');
      const filterTokens = (holds: (piece: string) => boolean) =>
        tokens.filter((token) => holds(any[token] ?? ''));
      const starting = filterTokens((piece) => piece.startsWith(text));
      assert.deepEqual(sortTokens(found.findTokensStartingWith(text)), starting);
      const beginnings = filterTokens((piece) => text.startsWith(piece) && piece !== text);
      assert.deepEqual(sortTokens(found.findPrefixTokens(text)), beginnings);
      const hasLonger = starting.some((token) => (any[token] ?? '').length > text.length);
      assert.equal(found.hasLonger(text), hasLonger);
      assert.equal(found.maxPieceBytes, Math.max(0, ...any.map(({ length }) => length)));
      assert.equal(found.joinPieces([...any.keys()]), any.join(''));
    }),
    { numRuns: 500 },
  );
});
