import '../support/page.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeOf } from '../../../media/chat/codeBlock.ts';
import { createMarkdownRenderer } from '../../../media/chat/markdown.ts';
import { messageElement } from '../../../media/chat/messageElement.ts';
import type { ChatMessage } from '../../../src/extension/chat/chatMessages.ts';

const render = createMarkdownRenderer(window);

function drawn(more: Partial<ChatMessage>): HTMLElement {
  const message: ChatMessage = { id: 'a', role: 'assistant', markdown: '', state: 'done', ...more };
  return messageElement(message, render);
}

describe('messageElement', () => {
  it('says who speaks and how far it is', () => {
    const question = drawn({ role: 'user', markdown: 'Why?' });
    assert.ok(question.matches('article.message[data-id=a][data-role=user][data-state=done]'));
    assert.equal(question.querySelector('.body')?.textContent.trim(), 'Why?');
  });

  it('keeps screen readers waiting while it streams, and shows that it does', () => {
    const streaming = drawn({ state: 'streaming' });
    assert.equal(streaming.getAttribute('aria-busy'), 'true');
    assert.ok(streaming.querySelector('.progress'));
    const done = drawn({ state: 'done' });
    assert.equal(done.getAttribute('aria-busy'), null);
    assert.equal(done.querySelector('.progress'), null);
  });

  it('shows an error as the text that it is, below what was said', () => {
    const failed = drawn({ state: 'failed', markdown: 'Because', error: 'No <b>memory</b>.' });
    assert.equal(failed.querySelector('.error')?.textContent, 'No <b>memory</b>.');
    assert.equal(failed.querySelector('.error')?.previousElementSibling?.className, 'body');
  });

  it('has a footnote when there is one, and says of a stopped answer that it was stopped', () => {
    assert.equal(
      drawn({ footnote: '2 tokens' }).querySelector('.footnote')?.textContent,
      '2 tokens',
    );
    assert.equal(drawn({ state: 'stopped' }).querySelector('.footnote')?.textContent, 'Stopped');
    assert.equal(drawn({}).querySelector('.footnote'), null);
  });

  it('frames code with its language and labeled buttons that find the code', () => {
    const message = drawn({ markdown: '```ts\nlet a = "<b>";\n```\n\n```\nplain\n```' });
    const blocks = [...message.querySelectorAll('.code-block')];
    assert.deepEqual(
      blocks.map((block) => block.querySelector('.language')?.textContent),
      ['TypeScript', ''],
    );
    for (const [index, code] of ['let a = "<b>";', 'plain'].entries()) {
      const buttons = [...(blocks[index]?.querySelectorAll('button') ?? [])];
      assert.deepEqual(
        buttons.map((button) => [button.dataset['action'], button.getAttribute('aria-label')]),
        [
          ['insert', 'Insert into the Editor'],
          ['copy', 'Copy'],
        ],
      );
      for (const button of buttons) assert.equal(codeOf(button), code);
    }
  });

  it('tells where a link leads before it is followed', () => {
    const link = drawn({ markdown: '[docs](https://a.example/x)' }).querySelector('a');
    assert.equal(link?.title, 'https://a.example/x');
  });
});
