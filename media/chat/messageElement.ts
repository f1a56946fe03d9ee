import type { ChatMessage } from '../../src/extension/chat/chatMessages.ts';
import { frameCodeBlocks } from './codeBlock.ts';
import { element, icon } from '../common/element.ts';
import type { RenderMarkdown } from './markdown.ts';

/** Returns the element of a message. The element on the page is then patched to match it. */
export function messageElement(message: ChatMessage, render: RenderMarkdown): HTMLElement {
  const streaming = message.state === 'streaming';
  const body = element('div', { class: 'body' });
  body.append(render(message.markdown, { breaks: message.role === 'user' }));
  frameCodeBlocks(body);
  for (const link of body.querySelectorAll('a')) {
    // The user must see the target of a link before following it. VS Code opens it.
    link.title = link.href;
  }
  const article = element(
    'article',
    {
      class: 'message',
      'data-id': message.id,
      'data-role': message.role,
      'data-state': message.state,
      'aria-label': message.role === 'user' ? 'You' : 'Tramontane',
      // Screen readers wait until the message is complete, instead of reading it in pieces.
      'aria-busy': streaming ? 'true' : undefined,
    },
    body,
  );
  if (streaming) article.append(progress());
  if (message.error !== undefined) {
    article.append(
      element('p', { class: 'error' }, icon('error'), element('span', {}, message.error)),
    );
  }
  const footnote = message.footnote ?? (message.state === 'stopped' ? 'Stopped' : undefined);
  if (footnote !== undefined) article.append(element('p', { class: 'footnote' }, footnote));
  return article;
}

function progress(): HTMLElement {
  const dots = [element('i'), element('i'), element('i')];
  return element('div', { class: 'progress', role: 'img', 'aria-label': 'Answering' }, ...dots);
}
