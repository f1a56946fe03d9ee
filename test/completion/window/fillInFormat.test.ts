import assert from 'node:assert/strict';
import test from 'node:test';
import { fillInFormatOf, type FillInName } from '../../../src/completion/window/fillInFormat.ts';
import { layOutAnew } from '../../../src/completion/window/windowLayout.ts';
import { windowView } from '../../../src/completion/window/windowView.ts';
import { tokensOf, wordFormat } from '../../support/wordFormat.ts';

/** A vocabulary that has these control tokens, from 900 on. */
function vocabularyOf(...pieces: readonly string[]) {
  return (piece: string) => {
    const index = pieces.indexOf(piece);
    return index < 0 ? undefined : 900 + index;
  };
}

/** The marks as the families' model cards have them, and a prompt written with them. */
const families: readonly (readonly [FillInName, marks: readonly string[], prompt: string])[] = [
  ['codestral', ['[PREFIX]', '[SUFFIX]'], '[SUFFIX] behind [PREFIX] before'],
  [
    'qwen',
    ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'],
    '<|fim_prefix|> before <|fim_suffix|> behind <|fim_middle|>',
  ],
  [
    'starcoder',
    ['<fim_prefix>', '<fim_suffix>', '<fim_middle>'],
    '<fim_prefix> before <fim_suffix> behind <fim_middle>',
  ],
  [
    'stable-code',
    ['<fim-prefix>', '<fim-suffix>', '<fim-middle>'],
    '<fim-prefix> before <fim-suffix> behind <fim-middle>',
  ],
  ['codellama', ['▁<PRE>', '▁<SUF>', '▁<MID>'], '▁<PRE> before ▁<SUF> behind ▁<MID>'],
  [
    'deepseek',
    ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'],
    '<｜fim▁begin｜> before <｜fim▁hole｜> behind <｜fim▁end｜>',
  ],
];

for (const [name, marks, expected] of families) {
  test(`${name} is asked as it was trained to fill in`, () => {
    const vocabulary = vocabularyOf('<s>', '[INST]', ...marks);
    const fillIn = fillInFormatOf(vocabulary);
    assert.equal(fillIn?.name, name);
    const { tokens } = layOutAnew(
      windowView('beforebehind', 'before'.length),
      { prompt: 100, suffix: 20 },
      wordFormat({ fillIn, beginOfText: [] }),
    );
    const meant = expected.split(' ').map((word) => vocabulary(word) ?? tokensOf(word)[0]);
    assert.deepEqual(tokens, meant);
  });

  test(`a vocabulary that lacks one of the marks of ${name} is not taken for its`, () => {
    for (const missing of marks) {
      const others = marks.filter((mark) => mark !== missing);
      assert.equal(fillInFormatOf(vocabularyOf(...others)), undefined);
    }
  });
}

test('a model without marks is not asked to fill in', () => {
  assert.equal(fillInFormatOf(vocabularyOf('<s>', '</s>')), undefined);
});
