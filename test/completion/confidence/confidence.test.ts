import assert from 'node:assert/strict';
import test from 'node:test';
import { confidenceOf } from '../../../src/completion/confidence/confidence.ts';

const token = (probability: number, end: number, allowed = 1) => ({ probability, allowed, end });

test('means are geometric: they do not fall with the length of a text', () => {
  const short = confidenceOf('ab', [token(0.5, 1), token(0.5, 2)]);
  const long = confidenceOf(
    'abcd',
    [1, 2, 3, 4].map((end) => token(0.5, end)),
  );
  assert.ok(short !== undefined && long !== undefined);
  assert.ok(Math.abs(short.line - 0.5) < 1e-9 && Math.abs(long.line - 0.5) < 1e-9);
});

test('the first three tokens count for the beginning', () => {
  const sure = confidenceOf('abcd', [token(1, 1), token(1, 2), token(1, 3), token(0.01, 4)]);
  assert.ok(sure?.first === 1 && sure.line < 0.5);
});

test('lines behind the first that says something do not count', () => {
  const block = confidenceOf('\n  a\nb', [token(0.9, 1), token(0.9, 4), token(0.01, 6)]);
  assert.ok(block !== undefined);
  assert.ok(Math.abs(block.line - 0.9) < 1e-9);
});

test('no tokens give no confidence', () => {
  assert.equal(confidenceOf('', []), undefined);
});
