import assert from 'node:assert/strict';
import test from 'node:test';
import { findInfillTokens } from '../../../scripts/peer/infillTokens.ts';
import {
  createCharacterTokenizer,
  codestralTokens,
  qwenTokens,
} from '../../support/characterTokenizer.ts';

test("the server doesn't recognize Codestral's tokens by name", () => {
  assert.deepEqual(findInfillTokens(createCharacterTokenizer(codestralTokens)), {
    prefix: 2,
    suffix: 4,
    middle: 3,
    repository: undefined,
    file: undefined,
    isKnownToServer: false,
    suffixFirst: 'codestral',
  });
});

test("Qwen's tokens come with those of its repository format", () => {
  const tokens = findInfillTokens(createCharacterTokenizer(qwenTokens));
  assert.deepEqual(
    [tokens?.repository, tokens?.file, tokens?.isKnownToServer, tokens?.suffixFirst],
    [5, 6, true, 'spm'],
  );
});

for (const [family, names] of [
  ['StarCoder', ['<fim_prefix>', '<fim_suffix>', '<fim_middle>']],
  ['CodeLlama', ['▁<PRE>', '▁<SUF>', '▁<MID>']],
  ['DeepSeek', ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>']],
] as const) {
  test(`${family}'s tokens are found by their names`, () => {
    const controls = Object.fromEntries(names.map((name, index) => [name, index + 2]));
    const tokens = findInfillTokens(createCharacterTokenizer(controls));
    assert.deepEqual([tokens?.prefix, tokens?.suffix, tokens?.middle], [2, 3, 4]);
  });
}

test('a vocabulary without all three tokens has no format', () => {
  assert.equal(findInfillTokens(createCharacterTokenizer()), undefined);
  assert.equal(findInfillTokens(createCharacterTokenizer({ '<fim_prefix>': 2 })), undefined);
});
