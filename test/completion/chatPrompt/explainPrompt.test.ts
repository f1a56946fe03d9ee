import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { explainPrompt } from '../../../src/completion/chatPrompt/explainPrompt.ts';

const selection = {
  code: 'export const total = 1;',
  languageId: 'typescript',
  path: 'src/cart.ts',
};

function fencedBlocks(markdown: string): string[] {
  const tokens = new MarkdownIt().parse(markdown, {});
  return tokens.filter(({ type }) => type === 'fence').map(({ content }) => content);
}

describe('explainPrompt', () => {
  it('names the file, shows the code with its language, and says what to do', () => {
    const prompt = explainPrompt(selection);
    assert.match(prompt, /^Explain this code from the file `src\/cart\.ts`\./u);
    assert.match(prompt, /```typescript\nexport const total = 1;\n```/u);
  });

  it('ends with the task, which is what a small model read last', () => {
    const afterCode = explainPrompt(selection).split('```').at(-1) ?? '';
    assert.match(afterCode, /what this code is for/u);
  });

  it('shows the surrounding lines and sets them apart from the code', () => {
    const prompt = explainPrompt({ ...selection, before: 'import a;', after: 'export {};' });
    assert.deepEqual(fencedBlocks(prompt), [
      'import a;\n',
      'export {};\n',
      'export const total = 1;\n',
    ]);
    assert.match(prompt, /The code to explain:\n\n```typescript\nexport const total/u);
  });

  it('says nothing about surroundings that are blank', () => {
    assert.equal(
      explainPrompt({ ...selection, before: '\n', after: '' }),
      explainPrompt(selection),
    );
  });

  it('keeps code that holds fences in one piece', () => {
    const code = '/**\n * ```ts\n * add(1, 2)\n * ```\n */';
    assert.deepEqual(fencedBlocks(explainPrompt({ ...selection, code })), [`${code}\n`]);
  });

  it('holds the code in one block, whatever stands in it and around it', () => {
    const lines = fc
      .array(fc.constantFrom('```', '`````', 'x = 1', '\n', '~~~', '  '), { minLength: 1 })
      .map((parts) => parts.join(''))
      .filter((text) => text.trim() !== '' && !text.endsWith('\n'));
    fc.assert(
      fc.property(lines, lines, lines, (code, before, after) => {
        assert.deepEqual(
          fencedBlocks(explainPrompt({ ...selection, code, before, after })),
          [before, after, code].map((text) => `${text}\n`),
        );
      }),
    );
  });
});
