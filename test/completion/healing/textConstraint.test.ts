import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { matchesText, TextConstraint } from '../../../src/completion/healing/textConstraint.ts';
import { encodeUtf8 } from '../../../src/completion/healing/utf8.ts';
import { VocabularyTrie } from '../../../src/completion/healing/vocabularyTrie.ts';
import { createPieceVocabulary } from '../../support/pieceVocabulary.ts';

const words = createPieceVocabulary([
  ' return',
  ' ret',
  ' r',
  'urn',
  ' ',
  '\n',
  '  ',
  '   if',
  ' 😀',
]);

function findToken(piece: string): number {
  return words.pieces.indexOf(encodeUtf8(piece));
}

/** Returns probabilities in which all pieces but these have 0. */
function createProbabilities(
  ...pieces: readonly (readonly [piece: string, probability: number])[]
) {
  const probabilities = new Float32Array(words.pieces.length);
  for (const [piece, probability] of pieces) probabilities[findToken(piece)] = probability;
  return probabilities;
}

test('the most likely token that matches the required text is selected, with its probability', () => {
  const constraint = new TextConstraint(' ret', words.trie);
  const probabilities = createProbabilities(['\n', 0.5], [' return', 0.2], [' r', 0.05]);
  const { token, probability, allowedProbability } = constraint.findLikeliest(probabilities) ?? {};
  assert.equal(token, findToken(' return'));
  assert.ok(
    Math.abs((probability ?? 0) - 0.8) < 1e-6 && Math.abs((allowedProbability ?? 0) - 0.25) < 1e-6,
  );
});

test('a token that matches a part of the text leaves the rest required', () => {
  const constraint = new TextConstraint(' ret', words.trie);
  assert.ok(constraint.accept(findToken(' r')));
  assert.equal(constraint.isMet, false);
  assert.ok(!constraint.accept(findToken(' ')));
  assert.ok(constraint.accept(findToken('e')) && constraint.accept(findToken('t')));
  assert.ok(constraint.isMet);
});

test('blanks may be the beginning of a longer token', () => {
  const constraint = new TextConstraint('  ', words.trie);
  assert.equal(
    constraint.findLikeliest(createProbabilities(['   if', 0.1], ['  ', 0.05]))?.token,
    findToken('   if'),
  );
  assert.ok(constraint.accept(findToken('   if')) && constraint.isMet);
});

test('a control token never matches', () => {
  const constraint = new TextConstraint(' ', words.trie);
  assert.ok(!constraint.accept(0));
  const probabilities = createProbabilities([' ', 0.01]);
  probabilities[0] = 0.99;
  assert.equal(constraint.findLikeliest(probabilities)?.token, findToken(' '));
});

test('once the constraint is met, any token may follow', () => {
  const constraint = new TextConstraint('', words.trie);
  assert.ok(constraint.isMet && constraint.accept(0) && constraint.accept(findToken('\n')));
});

test('text that no piece spells cannot be generated', () => {
  const constraint = new TextConstraint('z', words.trie);
  assert.equal(constraint.findLikeliest(createProbabilities(['\n', 1])), undefined);
});

test('a token is selected even if the model gives all of them probability 0', () => {
  const sampled = new TextConstraint(' ret', words.trie).findLikeliest(
    createProbabilities(['\n', 1]),
  );
  assert.ok(sampled?.probability === 0 && sampled.allowedProbability === 0);
});

test('a token matches a text up to the length of the shorter of the two', () => {
  const tokens = words.tokenize(' return\n');
  for (const text of ['', ' ', ' retu', ' return', ' return\n  x']) {
    assert.ok(matchesText(tokens, text, words.trie), text);
  }
  for (const text of ['r', ' rets', ' return '])
    assert.ok(!matchesText(tokens, text, words.trie), text);
});

const unit = fc.constantFrom('a', 'b', ' ', '\n', 'é', '€', '😀');
const texts = fc.array(unit, { maxLength: 5 }).map((units) => units.join(''));
const vocabulary = fc
  .array(texts, { maxLength: 25 })
  .map((pieces) => createPieceVocabulary([...pieces, 'ab \né€😀']));
/** Weights of which probabilities are made, 0 for some tokens. */
const weights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })), {
  minLength: 8,
  maxLength: 60,
});

test('it allows the same tokens as an exhaustive search, byte by byte, until it is met', () => {
  fc.assert(
    fc.property(vocabulary, texts, weights, ({ pieces, trie, toBytes }, text, any) => {
      const constraint = new TextConstraint(text, trie);
      const sampled: number[] = [];
      while (!constraint.isMet) {
        const rest = encodeUtf8(text).slice(toBytes(sampled).length);
        const isAllowed = (piece: string) =>
          piece !== '' && (piece.startsWith(rest) || rest.startsWith(piece));
        const allowed = [...pieces.keys()].filter((token) => isAllowed(pieces[token] ?? ''));
        const probabilities = pieces.map(
          (_, token) => any[(token + sampled.length) % any.length] ?? 0,
        );
        const likeliest = constraint.findLikeliest(probabilities);
        assert.ok(likeliest);
        const getProbability = (token: number) => probabilities[token] ?? 0;
        assert.ok(allowed.includes(likeliest.token));
        assert.equal(getProbability(likeliest.token), Math.max(...allowed.map(getProbability)));
        const sum = allowed.reduce((total, token) => total + getProbability(token), 0);
        assert.ok(Math.abs(likeliest.allowedProbability - sum) < 1e-9);
        for (const token of pieces.keys()) {
          const isTaken = matchesText([...sampled, token], text, trie);
          assert.equal(isTaken, allowed.includes(token), JSON.stringify(pieces[token]));
        }
        assert.ok(constraint.accept(likeliest.token));
        sampled.push(likeliest.token);
      }
      assert.ok(toBytes(sampled).startsWith(encodeUtf8(text)));
    }),
    { numRuns: 300 },
  );
});

test('a refused token changes nothing', () => {
  fc.assert(
    fc.property(vocabulary, texts, fc.array(fc.nat(40)), ({ pieces, trie }, text, tokens) => {
      const tried = new TextConstraint(text, trie);
      const selected: number[] = [];
      for (const token of tokens) if (tried.accept(token % pieces.length)) selected.push(token);
      const straight = new TextConstraint(text, trie);
      for (const token of selected) straight.accept(token % pieces.length);
      assert.equal(tried.isMet, straight.isMet);
      const equal = pieces.map(() => 1);
      if (!tried.isMet) assert.deepEqual(tried.findLikeliest(equal), straight.findLikeliest(equal));
    }),
  );
});

test('a vocabulary without a required byte causes an error instead of a wrong text', () => {
  const trie = new VocabularyTrie(['', 'ab', 'b']);
  assert.equal(new TextConstraint('a', trie).findLikeliest([0, 1, 0])?.token, 1);
  assert.equal(new TextConstraint('ac', trie).findLikeliest([0, 1, 0]), undefined);
});
