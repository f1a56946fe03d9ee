/** Page of the chat. Connects its parts to each other and to the host. */
import type { HostToWebview, WebviewToHost } from '../../src/extension/chat/chatMessages.ts';
import { getCode, showConfirmation } from './codeBlock.ts';
import { Composer } from './composer.ts';
import { ConversationView } from './conversationView.ts';
import { createElement, createIcon } from '../common/element.ts';
import { createEmptyState } from './emptyState.ts';
import { createMarkdownRenderer } from './markdown.ts';
import { StickToBottom } from './stickToBottom.ts';

/** State that outlives the page, which VS Code destroys whenever it is hidden. */
interface PageState {
  readonly draft: string;
}

const vscode = acquireVsCodeApi<PageState>();

function post(message: WebviewToHost): void {
  vscode.postMessage(message);
}

const list = createElement('div', {
  role: 'log',
  'aria-live': 'polite',
  'aria-label': 'Conversation',
});
const empty = createEmptyState(() => {
  post({ kind: 'explainSelection' });
});
const scroller = createElement('main', { id: 'conversation' }, empty, list);
const scrollToEndButton = createElement(
  'button',
  { id: 'to-end', type: 'button', class: 'icon-button', title: 'Scroll to the End', hidden: true },
  createIcon('arrow-down'),
);

const composer = new Composer(vscode.getState()?.draft ?? '', {
  ask: (text) => {
    post({ kind: 'ask', text });
  },
  stop: () => {
    post({ kind: 'stop' });
  },
  runRemedy: (remedy) => {
    post({ kind: remedy });
  },
  leaveOutFile: () => {
    post({ kind: 'leaveOutFile' });
  },
  saveDraft: (draft) => {
    vscode.setState({ draft });
  },
});

const bottom = new StickToBottom(scroller, list, (isStuck) => {
  scrollToEndButton.hidden = isStuck;
});

const conversation = new ConversationView({
  list,
  bottom,
  render: createMarkdownRenderer(window),
  onChange: ({ isEmpty, isStreaming }) => {
    empty.hidden = !isEmpty;
    composer.setStreaming(isStreaming);
  },
});

function receive(message: HostToWebview): void {
  switch (message.kind) {
    case 'conversation':
      conversation.replace(message.messages);
      return;
    case 'message':
      conversation.show(message.message);
      return;
    case 'chunk':
      conversation.append(message.id, message.markdown);
      return;
    case 'engine':
      composer.setEngine(message.notice);
      return;
    case 'file':
      composer.setFile(message.file);
      return;
    default:
      message satisfies never;
  }
}

function actOnCode(button: HTMLButtonElement): void {
  const code = getCode(button);
  if (code === undefined || code === '') return;
  if (button.dataset['action'] === 'copy') {
    post({ kind: 'copy', code });
    showConfirmation(button, 'Copied');
  } else {
    post({ kind: 'insert', code });
  }
}

list.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button') : null;
  if (button?.dataset['action'] !== undefined) actOnCode(button);
});
scrollToEndButton.addEventListener('click', () => {
  bottom.jump();
  composer.focus();
});
window.addEventListener('message', (event: MessageEvent<HostToWebview>) => {
  receive(event.data);
});
// The command that shows the view focuses the page, but no element in it.
window.addEventListener('focus', () => {
  if (document.activeElement === document.body) composer.focus();
});

document.body.append(scroller, createElement('footer', {}, scrollToEndButton, composer.root));
composer.layOut();
post({ kind: 'ready' });
