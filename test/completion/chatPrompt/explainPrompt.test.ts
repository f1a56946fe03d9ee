import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { renderExplainPrompt } from '../../../src/completion/chatPrompt/explainPrompt.ts';

const selection = {
  code: 'export const total = 1;',
  languageId: 'typescript',
  path: 'src/cart.ts',
};

function findFencedBlocks(markdown: string): string[] {
  const tokens = new MarkdownIt().parse(markdown, {});
  return tokens.filter(({ type }) => type === 'fence').map(({ content }) => content);
}

describe('renderExplainPrompt', () => {
  it('names the file, shows the code with its language, and states the task', () => {
    const prompt = renderExplainPrompt(selection);
    assert.match(prompt, /^Explain this code from the file `src\/cart\.ts`\./u);
    assert.match(prompt, /```typescript\nexport const total = 1;\n```/u);
  });

  it('ends with the task, so that a small model reads it last', () => {
    const afterCode = renderExplainPrompt(selection).split('```').at(-1) ?? '';
    assert.match(afterCode, /what this code is for/u);
  });

  it('shows the surrounding lines separately from the code', () => {
    const prompt = renderExplainPrompt({ ...selection, before: 'import a;', after: 'export {};' });
    assert.deepEqual(findFencedBlocks(prompt), [
      'import a;\n',
      'export {};\n',
      'export const total = 1;\n',
    ]);
    assert.match(prompt, /The code to explain:\n\n```typescript\nexport const total/u);
  });

  it('omits blank surroundings', () => {
    assert.equal(
      renderExplainPrompt({ ...selection, before: '\n', after: '' }),
      renderExplainPrompt(selection),
    );
  });

  it('keeps code that contains fences in one block', () => {
    const code = '/**\n * ```ts\n * add(1, 2)\n * ```\n */';
    assert.deepEqual(findFencedBlocks(renderExplainPrompt({ ...selection, code })), [`${code}\n`]);
  });

  it('keeps the code in one block, for any code and surroundings', () => {
    const lines = fc
      .array(fc.constantFrom('```', '`````', 'x = 1', '\n', '~~~', '  '), { minLength: 1 })
      .map((parts) => parts.join(''))
      .filter((text) => text.trim() !== '' && !text.endsWith('\n'));
    fc.assert(
      fc.property(lines, lines, lines, (code, before, after) => {
        assert.deepEqual(
          findFencedBlocks(renderExplainPrompt({ ...selection, code, before, after })),
          [before, after, code].map((text) => `${text}\n`),
        );
      }),
    );
  });
});
