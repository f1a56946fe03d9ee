import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { goesAlong, TextConstraint } from '../../../src/completion/healing/textConstraint.ts';
import { utf8Of } from '../../../src/completion/healing/utf8.ts';
import { VocabularyTrie } from '../../../src/completion/healing/vocabularyTrie.ts';
import { pieceVocabulary } from '../../support/pieceVocabulary.ts';

const words = pieceVocabulary([' return', ' ret', ' r', 'urn', ' ', '\n', '  ', '   if', ' 😀']);

function tokenOf(piece: string): number {
  return words.pieces.indexOf(utf8Of(piece));
}

/** Returns probabilities in which all pieces but these have 0. */
function likely(...pieces: readonly (readonly [piece: string, probability: number])[]) {
  const probabilities = new Float32Array(words.pieces.length);
  for (const [piece, probability] of pieces) probabilities[tokenOf(piece)] = probability;
  return probabilities;
}

test('the likeliest token that says what must be said is taken, and how likely it was is told', () => {
  const constraint = new TextConstraint(' ret', words.trie);
  const probabilities = likely(['\n', 0.5], [' return', 0.2], [' r', 0.05]);
  const { token, probability, allowed } = constraint.likeliest(probabilities) ?? {};
  assert.equal(token, tokenOf(' return'));
  assert.ok(Math.abs((probability ?? 0) - 0.8) < 1e-6 && Math.abs((allowed ?? 0) - 0.25) < 1e-6);
});

test('a token that says a part of it leaves the rest', () => {
  const constraint = new TextConstraint(' ret', words.trie);
  assert.ok(constraint.take(tokenOf(' r')));
  assert.equal(constraint.isMet, false);
  assert.ok(!constraint.take(tokenOf(' ')));
  assert.ok(constraint.take(tokenOf('e')) && constraint.take(tokenOf('t')));
  assert.ok(constraint.isMet);
});

test('blanks may be the beginning of what follows them', () => {
  const constraint = new TextConstraint('  ', words.trie);
  assert.equal(constraint.likeliest(likely(['   if', 0.1], ['  ', 0.05]))?.token, tokenOf('   if'));
  assert.ok(constraint.take(tokenOf('   if')) && constraint.isMet);
});

test('a control token never says anything', () => {
  const constraint = new TextConstraint(' ', words.trie);
  assert.ok(!constraint.take(0));
  const probabilities = likely([' ', 0.01]);
  probabilities[0] = 0.99;
  assert.equal(constraint.likeliest(probabilities)?.token, tokenOf(' '));
});

test('when it is met anything may follow', () => {
  const constraint = new TextConstraint('', words.trie);
  assert.ok(constraint.isMet && constraint.take(0) && constraint.take(tokenOf('\n')));
});

test('what no piece says cannot be said', () => {
  const constraint = new TextConstraint('z', words.trie);
  assert.equal(constraint.likeliest(likely(['\n', 1])), undefined);
});

test('where the model holds everything for impossible something is said all the same', () => {
  const sampled = new TextConstraint(' ret', words.trie).likeliest(likely(['\n', 1]));
  assert.ok(sampled?.probability === 0 && sampled.allowed === 0);
});

test('tokens go along a text as far as the shorter of both goes', () => {
  const tokens = words.tokenize(' return\n');
  for (const text of ['', ' ', ' retu', ' return', ' return\n  x']) {
    assert.ok(goesAlong(tokens, text, words.trie), text);
  }
  for (const text of ['r', ' rets', ' return '])
    assert.ok(!goesAlong(tokens, text, words.trie), text);
});

const unit = fc.constantFrom('a', 'b', ' ', '\n', 'é', '€', '😀');
const texts = fc.array(unit, { maxLength: 5 }).map((units) => units.join(''));
const vocabulary = fc
  .array(texts, { maxLength: 25 })
  .map((pieces) => pieceVocabulary([...pieces, 'ab \né€😀']));
/** Weights of which probabilities are made, 0 for some tokens. */
const weights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })), {
  minLength: 8,
  maxLength: 60,
});

test('it allows what looking through all pieces allows, byte by byte, until it is met', () => {
  fc.assert(
    fc.property(vocabulary, texts, weights, ({ pieces, trie, bytesOf }, text, any) => {
      const constraint = new TextConstraint(text, trie);
      const sampled: number[] = [];
      while (!constraint.isMet) {
        const rest = utf8Of(text).slice(bytesOf(sampled).length);
        const isAllowed = (piece: string) =>
          piece !== '' && (piece.startsWith(rest) || rest.startsWith(piece));
        const allowed = [...pieces.keys()].filter((token) => isAllowed(pieces[token] ?? ''));
        const probabilities = pieces.map(
          (_, token) => any[(token + sampled.length) % any.length] ?? 0,
        );
        const likeliest = constraint.likeliest(probabilities);
        assert.ok(likeliest);
        const of = (token: number) => probabilities[token] ?? 0;
        assert.ok(allowed.includes(likeliest.token));
        assert.equal(of(likeliest.token), Math.max(...allowed.map(of)));
        const sum = allowed.reduce((total, token) => total + of(token), 0);
        assert.ok(Math.abs(likeliest.allowed - sum) < 1e-9);
        for (const token of pieces.keys()) {
          const isTaken = goesAlong([...sampled, token], text, trie);
          assert.equal(isTaken, allowed.includes(token), JSON.stringify(pieces[token]));
        }
        assert.ok(constraint.take(likeliest.token));
        sampled.push(likeliest.token);
      }
      assert.ok(bytesOf(sampled).startsWith(utf8Of(text)));
    }),
    { numRuns: 300 },
  );
});

test('a token that is refused changes nothing', () => {
  fc.assert(
    fc.property(vocabulary, texts, fc.array(fc.nat(40)), ({ pieces, trie }, text, tokens) => {
      const tried = new TextConstraint(text, trie);
      const taken: number[] = [];
      for (const token of tokens) if (tried.take(token % pieces.length)) taken.push(token);
      const straight = new TextConstraint(text, trie);
      for (const token of taken) straight.take(token % pieces.length);
      assert.equal(tried.isMet, straight.isMet);
      const equal = pieces.map(() => 1);
      if (!tried.isMet) assert.deepEqual(tried.likeliest(equal), straight.likeliest(equal));
    }),
  );
});

test('a vocabulary that lacks a byte says so instead of going astray', () => {
  const trie = new VocabularyTrie(['', 'ab', 'b']);
  assert.equal(new TextConstraint('a', trie).likeliest([0, 1, 0])?.token, 1);
  assert.equal(new TextConstraint('ac', trie).likeliest([0, 1, 0]), undefined);
});
