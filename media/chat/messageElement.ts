import type { ChatMessage } from '../../src/extension/chat/chatMessages.ts';
import { frameCodeBlocks } from './codeBlock.ts';
import { createElement, createIcon } from '../common/element.ts';
import type { RenderMarkdown } from './markdown.ts';

/** Returns the element of a message. The element on the page is then patched to match it. */
export function createMessageElement(message: ChatMessage, render: RenderMarkdown): HTMLElement {
  const isStreaming = message.state === 'streaming';
  const body = createElement('div', { class: 'body' });
  body.append(render(message.markdown, { breaks: message.role === 'user' }));
  frameCodeBlocks(body);
  for (const link of body.querySelectorAll('a')) {
    // The user must see the target of a link before following it. VS Code opens it.
    link.title = link.href;
  }
  const article = createElement(
    'article',
    {
      class: 'message',
      'data-id': message.id,
      'data-role': message.role,
      'data-state': message.state,
      'aria-label': message.role === 'user' ? 'You' : 'Tramontane',
      // Screen readers wait until the message is complete, instead of reading it in pieces.
      'aria-busy': isStreaming ? 'true' : undefined,
    },
    body,
  );
  if (isStreaming) article.append(createProgress());
  if (message.error !== undefined) {
    article.append(
      createElement(
        'p',
        { class: 'error' },
        createIcon('error'),
        createElement('span', {}, message.error),
      ),
    );
  }
  const footnote = message.footnote ?? (message.state === 'stopped' ? 'Stopped' : undefined);
  if (footnote !== undefined) article.append(createElement('p', { class: 'footnote' }, footnote));
  return article;
}

function createProgress(): HTMLElement {
  const dots = [createElement('i'), createElement('i'), createElement('i')];
  return createElement(
    'div',
    { class: 'progress', role: 'img', 'aria-label': 'Answering' },
    ...dots,
  );
}
