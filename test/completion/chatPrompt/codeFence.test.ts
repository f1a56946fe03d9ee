import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { renderCodeFence, renderInlineCode } from '../../../src/completion/chatPrompt/codeFence.ts';

/** Code of lines and indentation, with more backticks and tildes than usual. */
const code = fc
  .array(fc.oneof(fc.constantFrom('```', '````', '`', '~~~', '\n', '    ', '# '), fc.string()))
  .map((parts) => parts.join('').replace(/[\r\0]/gu, ''))
  .filter((text) => text.trim() !== '');

describe('renderCodeFence', () => {
  it('fences with three backticks and names the language', () => {
    assert.equal(renderCodeFence('let a = 1;', 'typescript'), '```typescript\nlet a = 1;\n```');
  });

  it('chooses a longer fence than any in the code', () => {
    const fenced = renderCodeFence('A fence:\n````\ninner\n````', 'markdown');
    assert.equal(fenced.split('\n')[0], '`````markdown');
  });

  it('removes everything from the info string that could end it', () => {
    assert.equal(renderCodeFence('x', 'c++`\n evil').split('\n')[0], '```c++evil');
  });

  it('renders one code block with exactly the given code, for any code', () => {
    fc.assert(
      fc.property(code, (text) => {
        const tokens = new MarkdownIt().parse(renderCodeFence(text, 'plaintext'), {});
        const expected = text.endsWith('\n') ? text : `${text}\n`;
        assert.deepEqual(
          tokens.map(({ type, content }) => ({ type, content })),
          [{ type: 'fence', content: expected }],
        );
      }),
    );
  });
});

describe('renderInlineCode', () => {
  it('wraps a plain name in single backticks', () => {
    assert.equal(renderInlineCode('cart.ts'), '`cart.ts`');
  });

  it('renders names with backticks and line breaks as one code span on one line', () => {
    const [paragraph] = new MarkdownIt().parse(renderInlineCode('a`b\n``c'), {}).slice(1);
    const children = paragraph?.children ?? [];
    assert.deepEqual(
      children.map(({ type, content }) => ({ type, content })),
      [{ type: 'code_inline', content: 'a`b ``c' }],
    );
  });
});
