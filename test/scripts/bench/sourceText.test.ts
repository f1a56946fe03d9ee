import assert from 'node:assert/strict';
import test from 'node:test';
import { generateSourceText } from '../../../scripts/bench/sourceText.ts';

const splitFunctions = (text: string): string[] => text.split(/(?<=\n\n)/);

test('a text is whole functions, the same for the same seed', () => {
  const text = generateSourceText(1, (soFar) => soFar.length >= 5000);
  assert.equal(
    text,
    generateSourceText(1, (soFar) => soFar.length >= 5000),
  );
  assert.ok(text.endsWith('}\n\n'));
});

test('no two functions of a text are equal', () => {
  const functions = splitFunctions(generateSourceText(1, (soFar) => soFar.length >= 50_000));
  assert.ok(functions.length > 50);
  assert.equal(new Set(functions).size, functions.length);
});
