import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { BlockTokenizer } from '../../../scripts/tokenizer/blockTokenizer.ts';
import type { Tokenizer } from '../../../scripts/tokenizer/tokenizer.ts';
import { createCharacterTokenizer, formatTokens } from '../../support/characterTokenizer.ts';

const text = 'a {\n  b\n\n  c\n}\n\nd\n';

test('the tokens of blocks are those of the whole text', () => {
  const blocks = new BlockTokenizer(createCharacterTokenizer());
  assert.equal(formatTokens(blocks.tokenize(text)), `_${text}`);
  assert.equal(formatTokens(blocks.tokenize(text, true)), text);
  assert.equal(formatTokens(blocks.tokenize('')), '');
});

test('only a block that changed is tokenized again', () => {
  const tokenized: string[] = [];
  const tokenizer: Tokenizer = {
    ...createCharacterTokenizer(),
    tokenizeContinuation: (block) => {
      tokenized.push(block);
      return [];
    },
  };
  const blocks = new BlockTokenizer(tokenizer);
  blocks.tokenize(text, true);
  assert.deepEqual(tokenized, ['a {\n  b\n\n  c\n', '}\n\n', 'd\n']);
  blocks.tokenize(`${text}e`, true);
  assert.deepEqual(tokenized.slice(3), ['e']);
});

test('any text keeps its characters', () => {
  const blocks = new BlockTokenizer(createCharacterTokenizer());
  const anyText = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '{', '\r') });
  fc.assert(
    fc.property(anyText, (value) => {
      assert.equal(formatTokens(blocks.tokenize(value, true)).replaceAll('_', ''), value);
    }),
  );
});
