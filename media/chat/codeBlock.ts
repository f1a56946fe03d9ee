import { createElement, createIcon } from '../common/element.ts';
import { getLanguageName } from './highlight.ts';

/** Action of a button of a code block. */
export type CodeAction = 'copy' | 'insert';

/** Adds a frame with the language and buttons to each code block of a rendered text. */
export function frameCodeBlocks(body: ParentNode): void {
  for (const code of body.querySelectorAll('pre')) {
    const name = getLanguageName(code.dataset['language'] ?? '');
    const block = createElement('div', { class: 'code-block' });
    code.replaceWith(block);
    code.tabIndex = 0;
    code.setAttribute('role', 'region');
    code.setAttribute('aria-label', name === '' ? 'Code' : `Code, ${name}`);
    block.append(createHeader(name), code);
  }
}

/** Returns the code of the block that a button belongs to. */
export function getCode(button: Element): string | undefined {
  return button.closest('.code-block')?.querySelector('pre')?.textContent;
}

/** Shows a confirmation on a button for a short time. */
export function showConfirmation(button: HTMLButtonElement, word: string): void {
  if (button.dataset['done'] !== undefined) return;
  const originalNodes = [...button.childNodes];
  button.dataset['done'] = word;
  button.replaceChildren(createIcon('check'), word);
  setTimeout(() => {
    delete button.dataset['done'];
    button.replaceChildren(...originalNodes);
  }, confirmationMs);
}

const confirmationMs = 2000;

function createHeader(name: string): HTMLElement {
  return createElement(
    'div',
    { class: 'code-header' },
    createElement('span', { class: 'language' }, name),
    createActionButton('insert', 'Insert into the Editor', 'insert'),
    createActionButton('copy', 'Copy', 'copy'),
  );
}

function createActionButton(
  action: CodeAction,
  label: string,
  iconName: string,
): HTMLButtonElement {
  return createElement(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'data-action': action,
      title: label,
      'aria-label': label,
    },
    createIcon(iconName),
  );
}
