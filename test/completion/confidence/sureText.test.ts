import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { WrittenToken } from '../../../src/completion/confidence/confidence.ts';
import { sureText, unsureAt } from '../../../src/completion/confidence/sureText.ts';
import { thresholds } from '../../../src/completion/confidence/thresholds.ts';

/** Returns a text of pieces, each a token with its probability. */
function written(...pieces: readonly (readonly [piece: string, probability: number])[]) {
  let text = '';
  const tokens = pieces.map(([piece, probability]): WrittenToken => {
    text += piece;
    return { probability, allowed: 1, end: text.length };
  });
  return { text, tokens };
}

test('a text that the model is sure of stays whole', () => {
  const { text, tokens } = written(['return', 0.9], [' value', 0.8], [';', 0.9]);
  assert.deepEqual(sureText(text, tokens), { length: text.length, isUnsure: false });
});

test('a text that begins with an unlikely token is unsure, however it goes on', () => {
  const { text, tokens } = written(['return', thresholds.first - 0.01], [' value', 1]);
  assert.equal(sureText(text, tokens).isUnsure, true);
});

test('the tail of a text whose beginning is unsure is cut, too', () => {
  const { text, tokens } = written(['emit', 0.2], ['(', 0.9], ['event', 0.01]);
  assert.deepEqual(sureText(text, tokens), { length: 'emit('.length, isUnsure: true });
  assert.equal(unsureAt(text, tokens, ['confidence'])?.reason, 'unsure');
  assert.equal(unsureAt(text, tokens, ['confidence', 'shakyTail']), undefined);
});

test('a shaky tail is cut off at the end of a word', () => {
  const { text, tokens } = written(['emit', 0.9], ['(eve', 0.5], ['nt', 0.5], ['Name', 0.01]);
  assert.equal(text.slice(0, sureText(text, tokens).length), 'emit(');
});

test('what is too short to save a key is not shown', () => {
  const { text, tokens } = written(['(', 0.9], ['event', 0.001]);
  assert.equal(sureText(text, tokens).length, 0);
});

test('tokens before the cursor are not judged', () => {
  const tokens = [
    { probability: 0.001, allowed: 0.001, end: 0 },
    { probability: 0.9, allowed: 1, end: 4 },
  ];
  assert.equal(sureText('urn;', tokens).length, 4);
});

test('decoding ends where nothing further would be shown, and not before', () => {
  const sure = written(['emit', 0.9], ['(', 0.5]);
  const shaky = written(['emit', 0.9], ['(', 0.5], ['event', 0.01]);
  const unsure = written(['emit', 0.1]);
  assert.equal(unsureAt(sure.text, sure.tokens, []), undefined);
  assert.equal(unsureAt(shaky.text, shaky.tokens, [])?.reason, 'unsure');
  assert.equal(unsureAt(unsure.text, unsure.tokens, [])?.reason, 'unsure');
});

test('rules that are off end nothing', () => {
  const shaky = written(['emit', 0.9], ['(', 0.5], ['event', 0.01]);
  const unsure = written(['emit', 0.1]);
  assert.equal(unsureAt(shaky.text, shaky.tokens, ['shakyTail']), undefined);
  assert.equal(unsureAt(unsure.text, unsure.tokens, ['confidence']), undefined);
});

test('what is kept is a beginning whose tokens are together likely enough', () => {
  const piece = fc.constantFrom('a', 'bc', ' ', '(', ')', '\n', ' de', 'é');
  const probability = fc.double({ min: 0.001, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(piece, probability), { minLength: 1, maxLength: 12 }),
      (pieces) => {
        const { text, tokens } = written(...pieces);
        const { length, isUnsure } = sureText(text, tokens);
        assert.ok(length <= text.length);
        const kept = tokens.filter(({ end }) => end <= length);
        const together = kept.reduce((product, one) => product * one.probability, 1);
        assert.ok(together >= thresholds.together || length === 0);
        assert.equal(isUnsure, (tokens[0]?.probability ?? 0) < thresholds.first);
        const isWordCut = length < text.length && /\w/.test(text.charAt(length));
        if (isWordCut && length > 0) assert.doesNotMatch(text.slice(0, length), /\w$/);
      },
    ),
  );
});
