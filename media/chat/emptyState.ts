import { element, icon } from '../common/element.ts';

/** Returns the content of the view before the first question. */
export function emptyState(explainSelection: () => void): HTMLElement {
  const explain = element('button', { type: 'button', class: 'link-button' }, 'Explain Selection');
  explain.addEventListener('click', explainSelection);
  return element(
    'section',
    { class: 'empty', 'aria-label': 'About this chat' },
    element('h2', {}, 'Ask about your code'),
    element(
      'p',
      {},
      'How does this work? Write me a function for that. What does this error mean?',
    ),
    element(
      'ul',
      {},
      point(
        'selection',
        'Select code in the editor and choose ',
        explain,
        ' – here or in its context menu.',
      ),
      point('lock', 'The model runs on this machine. Questions, code and answers never leave it.'),
      point('info', 'A model can be wrong. Check what it says before you rely on it.'),
    ),
  );
}

function point(iconName: string, ...children: readonly (Node | string)[]): HTMLElement {
  return element('li', {}, icon(iconName), element('span', {}, ...children));
}
