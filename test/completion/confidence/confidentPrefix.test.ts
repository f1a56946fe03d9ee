import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { GeneratedToken } from '../../../src/completion/confidence/confidence.ts';
import {
  findConfidentPrefix,
  findConfidenceStop,
} from '../../../src/completion/confidence/confidentPrefix.ts';
import { confidenceThresholds } from '../../../src/completion/confidence/confidenceThresholds.ts';

/** Returns a text of pieces, each a token with its probability. */
function createGeneration(...pieces: readonly (readonly [piece: string, probability: number])[]) {
  let text = '';
  const tokens = pieces.map(([piece, probability]): GeneratedToken => {
    text += piece;
    return { probability, allowedProbability: 1, end: text.length };
  });
  return { text, tokens };
}

test('a confident text stays whole', () => {
  const { text, tokens } = createGeneration(['return', 0.9], [' value', 0.8], [';', 0.9]);
  assert.deepEqual(findConfidentPrefix(text, tokens), {
    length: text.length,
    isLowConfidence: false,
  });
});

test('a text with an unlikely first token has low confidence, whatever follows', () => {
  const { text, tokens } = createGeneration(
    ['return', confidenceThresholds.minFirstTokenProbability - 0.01],
    [' value', 1],
  );
  assert.equal(findConfidentPrefix(text, tokens).isLowConfidence, true);
});

test('probabilities exactly at the thresholds are sure enough', () => {
  const first = createGeneration(
    ['return', confidenceThresholds.minFirstTokenProbability],
    [' value', 1],
  );
  assert.equal(findConfidentPrefix(first.text, first.tokens).isLowConfidence, false);
  const together = createGeneration(
    ['return', 1],
    [' value', confidenceThresholds.minSequenceProbability],
  );
  assert.equal(findConfidentPrefix(together.text, together.tokens).length, together.text.length);
});

test('a text without tokens is neither sure nor unsure', () => {
  assert.deepEqual(findConfidentPrefix('', []), { length: 0, isLowConfidence: false });
});

test('a text that the model is sure of keeps the blank at its end', () => {
  const { text, tokens } = createGeneration(['a', 0.9], [' =', 0.9], [' ', 0.9]);
  assert.equal(findConfidentPrefix(text, tokens).length, text.length);
});

test('the tail of a text with a low-confidence beginning is cut too', () => {
  const { text, tokens } = createGeneration(['emit', 0.2], ['(', 0.9], ['event', 0.01]);
  assert.deepEqual(findConfidentPrefix(text, tokens), {
    length: 'emit('.length,
    isLowConfidence: true,
  });
  assert.equal(findConfidenceStop(text, tokens, ['confidence'])?.reason, 'lowConfidence');
  assert.equal(findConfidenceStop(text, tokens, ['confidence', 'confidentPrefix']), undefined);
});

test('a low-confidence tail is cut at the end of a word', () => {
  const { text, tokens } = createGeneration(
    ['emit', 0.9],
    ['(eve', 0.5],
    ['nt', 0.5],
    ['Name', 0.01],
  );
  assert.equal(text.slice(0, findConfidentPrefix(text, tokens).length), 'emit(');
});

test('a word that ends before the lowConfidenceTail tail stays', () => {
  const { text, tokens } = createGeneration(['emit', 0.9], ['(', 0.01], ['event', 0.9]);
  assert.equal(text.slice(0, findConfidentPrefix(text, tokens).length), 'emit');
});

test('two characters are enough to save a key', () => {
  const { text, tokens } = createGeneration(['f', 0.9], ['(', 0.9], ['event', 0.01]);
  assert.equal(text.slice(0, findConfidentPrefix(text, tokens).length), 'f(');
});

test('a text that is too short to save a key is not shown', () => {
  const { text, tokens } = createGeneration(['(', 0.9], ['event', 0.001]);
  assert.equal(findConfidentPrefix(text, tokens).length, 0);
});

test('the confidence filter ignores tokens before the cursor', () => {
  const tokens = [
    { probability: 0.001, allowedProbability: 0.001, end: 0 },
    { probability: 0.9, allowedProbability: 1, end: 4 },
  ];
  assert.equal(findConfidentPrefix('urn;', tokens).length, 4);
});

test('decoding ends as soon as no further text would be shown, and not before', () => {
  const confident = createGeneration(['emit', 0.9], ['(', 0.5]);
  const lowConfidence = createGeneration(['emit', 0.9], ['(', 0.5], ['event', 0.01]);
  const unsure = createGeneration(['emit', 0.1]);
  assert.equal(findConfidenceStop(confident.text, confident.tokens, []), undefined);
  assert.equal(
    findConfidenceStop(lowConfidence.text, lowConfidence.tokens, [])?.reason,
    'lowConfidence',
  );
  assert.equal(findConfidenceStop(unsure.text, unsure.tokens, [])?.reason, 'lowConfidence');
});

test('an unlikely line end after a sure text does not end decoding', () => {
  const { text, tokens } = createGeneration(['emit', 0.9], ['()', 0.9], ['\n', 0.01]);
  assert.equal(findConfidenceStop(text, tokens, []), undefined);
});

test('disabled rules end nothing', () => {
  const lowConfidenceTail = createGeneration(['emit', 0.9], ['(', 0.5], ['event', 0.01]);
  const unsure = createGeneration(['emit', 0.1]);
  assert.equal(
    findConfidenceStop(lowConfidenceTail.text, lowConfidenceTail.tokens, ['confidentPrefix']),
    undefined,
  );
  assert.equal(findConfidenceStop(unsure.text, unsure.tokens, ['confidence']), undefined);
});

test('the confident prefix has tokens with a sufficient joint probability', () => {
  const piece = fc.constantFrom('a', 'bc', ' ', '(', ')', '\n', ' de', 'é');
  const probability = fc.double({ min: 0.001, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(piece, probability), { minLength: 1, maxLength: 12 }),
      (pieces) => {
        const { text, tokens } = createGeneration(...pieces);
        const { length, isLowConfidence } = findConfidentPrefix(text, tokens);
        assert.ok(length <= text.length);
        const keptTokens = tokens.filter(({ end }) => end <= length);
        const jointProbability = keptTokens.reduce((product, one) => product * one.probability, 1);
        assert.ok(jointProbability >= confidenceThresholds.minSequenceProbability || length === 0);
        assert.equal(
          isLowConfidence,
          (tokens[0]?.probability ?? 0) < confidenceThresholds.minFirstTokenProbability,
        );
        const isWordCut = length < text.length && /\w/.test(text.charAt(length));
        if (isWordCut && length > 0) assert.doesNotMatch(text.slice(0, length), /\w$/);
      },
    ),
  );
});
