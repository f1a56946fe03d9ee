import { element, icon } from '../common/element.ts';
import { languageName } from './highlight.ts';

/** Action of a button of a code block. */
export type CodeAction = 'copy' | 'insert';

/** Adds a frame with the language and buttons to each code block of a rendered text. */
export function frameCodeBlocks(body: ParentNode): void {
  for (const code of body.querySelectorAll('pre')) {
    const name = languageName(code.dataset['language'] ?? '');
    const block = element('div', { class: 'code-block' });
    code.replaceWith(block);
    code.tabIndex = 0;
    code.setAttribute('role', 'region');
    code.setAttribute('aria-label', name === '' ? 'Code' : `Code, ${name}`);
    block.append(header(name), code);
  }
}

/** Returns the code of the block that a button belongs to. */
export function codeOf(button: Element): string | undefined {
  return button.closest('.code-block')?.querySelector('pre')?.textContent;
}

/** Shows a confirmation on a button for a short time. */
export function confirm(button: HTMLButtonElement, word: string): void {
  if (button.dataset['done'] !== undefined) return;
  const usual = [...button.childNodes];
  button.dataset['done'] = word;
  button.replaceChildren(icon('check'), word);
  setTimeout(() => {
    delete button.dataset['done'];
    button.replaceChildren(...usual);
  }, confirmationMs);
}

const confirmationMs = 2000;

function header(name: string): HTMLElement {
  return element(
    'div',
    { class: 'code-header' },
    element('span', { class: 'language' }, name),
    actionButton('insert', 'Insert into the Editor', 'insert'),
    actionButton('copy', 'Copy', 'copy'),
  );
}

function actionButton(action: CodeAction, label: string, iconName: string): HTMLButtonElement {
  return element(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'data-action': action,
      title: label,
      'aria-label': label,
    },
    icon(iconName),
  );
}
