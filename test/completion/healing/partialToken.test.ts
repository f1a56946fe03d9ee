import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { findPartialToken } from '../../../src/completion/healing/partialToken.ts';
import { startsCharacter, encodeUtf8 } from '../../../src/completion/healing/utf8.ts';
import { createPieceVocabulary, type PieceVocabulary } from '../../support/pieceVocabulary.ts';

const words = createPieceVocabulary([
  ' return',
  ' ret',
  'ret',
  're',
  'r',
  ' x',
  '😀',
  ' 😀😀',
  '\n\n',
  '\n',
]);

function findPartialText(text: string, { tokenize, trie }: PieceVocabulary = words): string {
  return findPartialToken(text, tokenize(text), trie).text;
}

test('a word that may continue is a partial token, together with its blank', () => {
  assert.equal(findPartialText(' x ret'), ' ret');
  assert.equal(findPartialText(' x r'), ' r');
  assert.equal(findPartialToken(' x r', words.tokenize(' x r'), words.trie).tokens, 2);
});

test('a word that cannot continue is not a partial token', () => {
  assert.equal(findPartialText(' ret x'), '');
  assert.equal(findPartialText(' return'), '');
  assert.equal(findPartialText(''), '');
});

test('line ends are a partial token if a token contains several', () => {
  assert.equal(findPartialText(' x\n'), '\n');
  assert.equal(findPartialText(' x\n\n'), '');
});

test('characters of several bytes are healed whole', () => {
  assert.equal(findPartialText(' x 😀'), ' 😀');
  const bytes = createPieceVocabulary(['éa', '€ ', 'x']);
  const text = 'xé';
  assert.deepEqual(findPartialToken(text, bytes.tokenize(text), bytes.trie), {
    tokens: 2,
    text: 'é',
  });
  assert.equal(findPartialText('xé€', bytes), '€');
});

test("SentencePiece's dummy space, which the document doesn't have, is not healed", () => {
  assert.equal(findPartialToken('ret', words.tokenize(' ret'), words.trie).tokens, 0);
});

test('control tokens end the partial token', () => {
  const tokens = [...words.tokenize(' x'), 3, ...words.tokenize('r')];
  assert.deepEqual(findPartialToken(' xr', tokens, words.trie), { tokens: 1, text: 'r' });
});

const unit = fc.constantFrom('a', 'b', ' ', '\n', 'é', '€', '😀', '\ud83d');
const texts = fc.array(unit, { maxLength: 5 }).map((units) => units.join(''));

test('the partial token is the longest run of last tokens that begins a longer piece, with its text', () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 20 }), fc.array(unit), (pieces, units) => {
      const text = units.join('');
      const { trie, tokenize, toBytes, ...all } = createPieceVocabulary([
        ...pieces,
        'ab é€😀\n\ud83d',
      ]);
      const tokens = tokenize(text);
      const beginsLonger = (count: number) => {
        const bytes = toBytes(tokens.slice(tokens.length - count));
        return (
          startsCharacter(bytes) &&
          all.pieces.some((piece) => piece.startsWith(bytes) && piece.length > bytes.length)
        );
      };
      const counts = Array.from({ length: tokens.length }, (_, index) => index + 1);
      const partialToken = findPartialToken(text, tokens, trie);
      assert.equal(partialToken.tokens, Math.max(0, ...counts.filter(beginsLonger)));
      assert.ok(text.endsWith(partialToken.text));
      assert.equal(
        encodeUtf8(partialToken.text),
        toBytes(tokens.slice(tokens.length - partialToken.tokens)),
      );
    }),
    { numRuns: 500 },
  );
});
