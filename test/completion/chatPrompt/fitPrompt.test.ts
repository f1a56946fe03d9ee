import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { fitPrompt } from '../../../src/completion/chatPrompt/fitPrompt.ts';

/** Returns a tokenizer with so many tokens per character. */
function createCounter(tokensPerCharacter: number) {
  return (text: string) => Array<number>(Math.ceil(text.length * tokensPerCharacter)).fill(7);
}

test('the largest size that fits is selected', () => {
  const fitted = fitPrompt(100, (size) => 'x'.repeat(size), createCounter(0.5));
  assert.equal(fitted?.prompt.length, 200);
});

test('text with four tokens per character fits too', () => {
  const fitted = fitPrompt(100, (size) => 'x'.repeat(size), createCounter(4));
  assert.equal(fitted?.tokens.length, 100);
});

test('a text that never fits is rejected', () => {
  assert.equal(
    fitPrompt(10, () => 'x'.repeat(50), createCounter(1)),
    undefined,
  );
});

test('a fitted prompt never exceeds its budget', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.double({ min: 0.1, max: 4, noNaN: true }), (budget, cost) => {
      const fitted = fitPrompt(budget, (size) => 'x'.repeat(size), createCounter(cost));
      assert.ok(fitted === undefined || fitted.tokens.length <= budget);
    }),
  );
});
