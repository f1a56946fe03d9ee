import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { tornEnd } from '../../../src/completion/healing/tornEnd.ts';
import { startsCharacter, utf8Of } from '../../../src/completion/healing/utf8.ts';
import { pieceVocabulary, type PieceVocabulary } from '../../support/pieceVocabulary.ts';

const words = pieceVocabulary([
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

function tornEndOf(text: string, { tokenize, trie }: PieceVocabulary = words): string {
  return tornEnd(text, tokenize(text), trie).text;
}

test('a word that may go on is torn, with the blank that belongs to it', () => {
  assert.equal(tornEndOf(' x ret'), ' ret');
  assert.equal(tornEndOf(' x r'), ' r');
  assert.equal(tornEnd(' x r', words.tokenize(' x r'), words.trie).tokens, 2);
});

test('a word that cannot go on is not', () => {
  assert.equal(tornEndOf(' ret x'), '');
  assert.equal(tornEndOf(' return'), '');
  assert.equal(tornEndOf(''), '');
});

test('line ends are torn where a token holds several', () => {
  assert.equal(tornEndOf(' x\n'), '\n');
  assert.equal(tornEndOf(' x\n\n'), '');
});

test('characters of several bytes are given back whole', () => {
  assert.equal(tornEndOf(' x 😀'), ' 😀');
  const bytes = pieceVocabulary(['éa', '€ ', 'x']);
  const text = 'xé';
  assert.deepEqual(tornEnd(text, bytes.tokenize(text), bytes.trie), { tokens: 2, text: 'é' });
  assert.equal(tornEndOf('xé€', bytes), '€');
});

test("SentencePiece's first blank, which the document doesn't have, is not given back", () => {
  assert.equal(tornEnd('ret', words.tokenize(' ret'), words.trie).tokens, 0);
});

test('control tokens end it', () => {
  const tokens = [...words.tokenize(' x'), 3, ...words.tokenize('r')];
  assert.deepEqual(tornEnd(' xr', tokens, words.trie), { tokens: 1, text: 'r' });
});

const unit = fc.constantFrom('a', 'b', ' ', '\n', 'é', '€', '😀', '\ud83d');
const texts = fc.array(unit, { maxLength: 5 }).map((units) => units.join(''));

test('it is the longest run of last tokens that begins a longer piece, and the text that they are', () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 20 }), fc.array(unit), (pieces, units) => {
      const text = units.join('');
      const { trie, tokenize, bytesOf, ...all } = pieceVocabulary([...pieces, 'ab é€😀\n\ud83d']);
      const tokens = tokenize(text);
      const beginsLonger = (count: number) => {
        const bytes = bytesOf(tokens.slice(tokens.length - count));
        return (
          startsCharacter(bytes) &&
          all.pieces.some((piece) => piece.startsWith(bytes) && piece.length > bytes.length)
        );
      };
      const counts = Array.from({ length: tokens.length }, (_, index) => index + 1);
      const torn = tornEnd(text, tokens, trie);
      assert.equal(torn.tokens, Math.max(0, ...counts.filter(beginsLonger)));
      assert.ok(text.endsWith(torn.text));
      assert.equal(utf8Of(torn.text), bytesOf(tokens.slice(tokens.length - torn.tokens)));
    }),
    { numRuns: 500 },
  );
});
