import '../support/page.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getCode } from '../../../media/chat/codeBlock.ts';
import { createMarkdownRenderer } from '../../../media/chat/markdown.ts';
import { createMessageElement } from '../../../media/chat/messageElement.ts';
import type { ChatMessage } from '../../../src/extension/chat/chatMessages.ts';

const render = createMarkdownRenderer(window);

function renderMessage(more: Partial<ChatMessage>): HTMLElement {
  const message: ChatMessage = { id: 'a', role: 'assistant', markdown: '', state: 'done', ...more };
  return createMessageElement(message, render);
}

describe('the element of a message', () => {
  it('names the speaker and the state', () => {
    const question = renderMessage({ role: 'user', markdown: 'Why?' });
    assert.ok(question.matches('article.message[data-id=a][data-role=user][data-state=done]'));
    assert.equal(question.querySelector('.body')?.textContent.trim(), 'Why?');
  });

  it('is busy for screen readers while it streams, and shows it', () => {
    const streaming = renderMessage({ state: 'streaming' });
    assert.equal(streaming.getAttribute('aria-busy'), 'true');
    assert.ok(streaming.querySelector('.progress'));
    const done = renderMessage({ state: 'done' });
    assert.equal(done.getAttribute('aria-busy'), null);
    assert.equal(done.querySelector('.progress'), null);
  });

  it('shows an error as text, below the answer', () => {
    const failed = renderMessage({
      state: 'failed',
      markdown: 'Because',
      error: 'No <b>memory</b>.',
    });
    assert.equal(failed.querySelector('.error')?.textContent, 'No <b>memory</b>.');
    assert.equal(failed.querySelector('.error')?.previousElementSibling?.className, 'body');
  });

  it('has a footnote if there is one, and marks a stopped answer', () => {
    assert.equal(
      renderMessage({ footnote: '2 tokens' }).querySelector('.footnote')?.textContent,
      '2 tokens',
    );
    assert.equal(
      renderMessage({ state: 'stopped' }).querySelector('.footnote')?.textContent,
      'Stopped',
    );
    assert.equal(renderMessage({}).querySelector('.footnote'), null);
  });

  it('frames code with its language and labeled buttons that find the code', () => {
    const message = renderMessage({ markdown: '```ts\nlet a = "<b>";\n```\n\n```\nplain\n```' });
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
      for (const button of buttons) assert.equal(getCode(button), code);
    }
  });

  it('shows the target of a link before it is followed', () => {
    const link = renderMessage({ markdown: '[docs](https://a.example/x)' }).querySelector('a');
    assert.equal(link?.title, 'https://a.example/x');
  });
});
