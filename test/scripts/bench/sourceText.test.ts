import assert from 'node:assert/strict';
import test from 'node:test';
import { sourceText } from '../../../scripts/bench/sourceText.ts';

const functionsOf = (text: string): string[] => text.split(/(?<=\n\n)/);

test('a text is whole functions, the same for the same seed', () => {
  const text = sourceText(1, (soFar) => soFar.length >= 5000);
  assert.equal(
    text,
    sourceText(1, (soFar) => soFar.length >= 5000),
  );
  assert.ok(text.endsWith('}\n\n'));
});

test('no function of a text says what another one says', () => {
  const functions = functionsOf(sourceText(1, (soFar) => soFar.length >= 50_000));
  assert.ok(functions.length > 50);
  assert.equal(new Set(functions).size, functions.length);
});
