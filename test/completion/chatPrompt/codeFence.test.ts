import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { codeFence, inlineCode } from '../../../src/completion/chatPrompt/codeFence.ts';

/** Code of lines and indentation, with more backticks and tildes than usual. */
const code = fc
  .array(fc.oneof(fc.constantFrom('```', '````', '`', '~~~', '\n', '    ', '# '), fc.string()))
  .map((parts) => parts.join('').replace(/[\r\0]/gu, ''))
  .filter((text) => text.trim() !== '');

describe('codeFence', () => {
  it('fences with three backticks and names the language', () => {
    assert.equal(codeFence('let a = 1;', 'typescript'), '```typescript\nlet a = 1;\n```');
  });

  it('chooses a longer fence than any in the code', () => {
    const fenced = codeFence('A fence:\n````\ninner\n````', 'markdown');
    assert.equal(fenced.split('\n')[0], '`````markdown');
  });

  it('lets nothing into the info string that could end it', () => {
    assert.equal(codeFence('x', 'c++`\n evil').split('\n')[0], '```c++evil');
  });

  it('is one code block with exactly the code in it, whatever the code', () => {
    fc.assert(
      fc.property(code, (text) => {
        const tokens = new MarkdownIt().parse(codeFence(text, 'plaintext'), {});
        const expected = text.endsWith('\n') ? text : `${text}\n`;
        assert.deepEqual(
          tokens.map(({ type, content }) => ({ type, content })),
          [{ type: 'fence', content: expected }],
        );
      }),
    );
  });
});

describe('inlineCode', () => {
  it('wraps a plain name in single backticks', () => {
    assert.equal(inlineCode('cart.ts'), '`cart.ts`');
  });

  it('keeps names with backticks and line breaks on one line and in one piece', () => {
    const [paragraph] = new MarkdownIt().parse(inlineCode('a`b\n``c'), {}).slice(1);
    const children = paragraph?.children ?? [];
    assert.deepEqual(
      children.map(({ type, content }) => ({ type, content })),
      [{ type: 'code_inline', content: 'a`b ``c' }],
    );
  });
});
