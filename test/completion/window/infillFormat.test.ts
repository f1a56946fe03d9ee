import assert from 'node:assert/strict';
import test from 'node:test';
import { findInfillFormat, type InfillName } from '../../../src/completion/window/infillFormat.ts';
import { layOutNew } from '../../../src/completion/window/windowLayout.ts';
import { createWindowView } from '../../../src/completion/window/windowView.ts';
import { toWordTokens, createWordFormat } from '../../support/wordFormat.ts';

/** Returns a lookup of these control tokens, which are numbered from 900. */
function createControlTokens(...pieces: readonly string[]) {
  return (piece: string) => {
    const index = pieces.indexOf(piece);
    return index < 0 ? undefined : 900 + index;
  };
}

/**
 * FIM tokens of the families as their model cards spell them, and a prompt with each: the suffix
 * first, then the text before the cursor, which ends the prompt.
 */
const families: readonly (readonly [
  name: InfillName,
  fimTokens: readonly string[],
  prompt: string,
])[] = [
  ['codestral', ['[PREFIX]', '[SUFFIX]'], '[SUFFIX] after [PREFIX] told \n before'],
  [
    'qwen',
    ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'],
    'told \n <|fim_prefix|> <|fim_suffix|> after <|fim_middle|> before',
  ],
  [
    'starcoder',
    ['<fim_prefix>', '<fim_suffix>', '<fim_middle>'],
    'told \n <fim_prefix> <fim_suffix> after <fim_middle> before',
  ],
  [
    'stable-code',
    ['<fim-prefix>', '<fim-suffix>', '<fim-middle>'],
    'told \n <fim-prefix> <fim-suffix> after <fim-middle> before',
  ],
  ['codellama', ['▁<PRE>', '▁<SUF>', '▁<MID>'], 'told \n ▁<PRE> ▁<SUF> after ▁<MID> before'],
  [
    'deepseek',
    ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'],
    'told \n <｜fim▁begin｜> <｜fim▁hole｜> after <｜fim▁end｜> before',
  ],
];

for (const [name, fimTokens, expected] of families) {
  test(`the prompt of ${name} has the suffix first and ends with the text before the cursor`, () => {
    const vocabulary = createControlTokens('<s>', '[INST]', ...fimTokens);
    const infill = findInfillFormat(vocabulary);
    assert.equal(infill?.name, name);
    const { tokens } = layOutNew(
      createWindowView('beforeafter', 'before'.length, { context: { text: 'told\n', pieces: [] } }),
      { prompt: 100, suffix: 20, file: 0 },
      createWordFormat({ infill, beginOfText: [] }),
    );
    const words = expected.split(' ');
    assert.deepEqual(
      tokens,
      words.map((word) => vocabulary(word) ?? toWordTokens(word)[0]),
    );
  });

  test(`a vocabulary that lacks one of the FIM tokens of ${name} does not get its format`, () => {
    for (const missing of fimTokens) {
      const others = fimTokens.filter((token) => token !== missing);
      assert.equal(findInfillFormat(createControlTokens(...others)), undefined);
    }
  });
}

test('a vocabulary without FIM tokens has no infill format', () => {
  assert.equal(findInfillFormat(createControlTokens('<s>', '</s>')), undefined);
});
