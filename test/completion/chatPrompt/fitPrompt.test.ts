import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { fitPrompt } from '../../../src/completion/chatPrompt/fitPrompt.ts';

/** Returns a tokenizer with so many tokens per character. */
function spending(tokensPerCharacter: number) {
  return (text: string) => Array<number>(Math.ceil(text.length * tokensPerCharacter)).fill(7);
}

test('the largest size that fits is taken', () => {
  const fitted = fitPrompt(100, (size) => 'x'.repeat(size), spending(0.5));
  assert.equal(fitted?.prompt.length, 200);
});

test('text that costs four tokens a character fits too', () => {
  const fitted = fitPrompt(100, (size) => 'x'.repeat(size), spending(4));
  assert.equal(fitted?.tokens.length, 100);
});

test('what never fits is refused', () => {
  assert.equal(
    fitPrompt(10, () => 'x'.repeat(50), spending(1)),
    undefined,
  );
});

test('a fitted prompt never exceeds its budget', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.double({ min: 0.1, max: 4, noNaN: true }), (budget, cost) => {
      const fitted = fitPrompt(budget, (size) => 'x'.repeat(size), spending(cost));
      assert.ok(fitted === undefined || fitted.tokens.length <= budget);
    }),
  );
});
