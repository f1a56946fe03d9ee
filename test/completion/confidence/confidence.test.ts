import assert from 'node:assert/strict';
import test from 'node:test';
import { computeConfidence } from '../../../src/completion/confidence/confidence.ts';

const createToken = (probability: number, end: number, allowedProbability = 1) => ({
  probability,
  allowedProbability,
  end,
});

test('means are geometric: they do not decrease with the length of a text', () => {
  const short = computeConfidence('ab', [createToken(0.5, 1), createToken(0.5, 2)]);
  const long = computeConfidence(
    'abcd',
    [1, 2, 3, 4].map((end) => createToken(0.5, end)),
  );
  assert.ok(short !== undefined && long !== undefined);
  assert.ok(Math.abs(short.line - 0.5) < 1e-9 && Math.abs(long.line - 0.5) < 1e-9);
});

test('the beginning of a text is its first three tokens', () => {
  const confident = computeConfidence('abcd', [
    createToken(1, 1),
    createToken(1, 2),
    createToken(1, 3),
    createToken(0.01, 4),
  ]);
  assert.ok(confident?.first === 1 && confident.line < 0.5);
});

test('lines after the first non-blank line do not count', () => {
  const block = computeConfidence('\n  a\nb', [
    createToken(0.9, 1),
    createToken(0.9, 4),
    createToken(0.01, 6),
  ]);
  assert.ok(block !== undefined);
  assert.ok(Math.abs(block.line - 0.9) < 1e-9);
});

test('a first line that begins at the cursor ends at its line end', () => {
  const text = computeConfidence('a\nb', [
    createToken(0.9, 1),
    createToken(0.01, 2),
    createToken(0.01, 3),
  ]);
  assert.ok(text !== undefined && Math.abs(text.line - 0.9) < 1e-9);
});

test('all tokens of a text without any words count', () => {
  const blank = computeConfidence('\n\n', [createToken(0.9, 1), createToken(0.4, 2)]);
  assert.ok(blank !== undefined && Math.abs(blank.line - 0.6) < 1e-9);
});

test('without tokens there is no confidence', () => {
  assert.equal(computeConfidence('', []), undefined);
});
