import { createElement, createIcon } from '../common/element.ts';

/** Returns the content of the view before the first question. */
export function createEmptyState(explainSelection: () => void): HTMLElement {
  const explain = createElement(
    'button',
    { type: 'button', class: 'link-button' },
    'Explain Selection',
  );
  explain.addEventListener('click', explainSelection);
  return createElement(
    'section',
    { class: 'empty', 'aria-label': 'About this chat' },
    createElement('h2', {}, 'Ask about your code'),
    createElement(
      'p',
      {},
      'How does this work? Write me a function for that. What does this error mean?',
    ),
    createElement(
      'ul',
      {},
      createPoint(
        'selection',
        'Select code in the editor and choose ',
        explain,
        ' – here or in its context menu.',
      ),
      createPoint(
        'lock',
        'The model runs on this machine. Questions, code and answers never leave it.',
      ),
      createPoint('info', 'A model can be wrong. Check what it says before you rely on it.'),
    ),
  );
}

function createPoint(iconName: string, ...children: readonly (Node | string)[]): HTMLElement {
  return createElement('li', {}, createIcon(iconName), createElement('span', {}, ...children));
}
