import type { Figure } from '../../src/extension/cacheView/cacheMessages.ts';
import { createElement } from '../common/element.ts';

/** Returns a list of figures with their labels, under a title. */
export function createFigureList(title: string, figures: readonly Figure[]): HTMLElement {
  return createElement(
    'div',
    { class: 'figures' },
    createElement('h3', {}, title),
    createElement('dl', {}, ...figures.flatMap(createFigureEntry)),
  );
}

function createFigureEntry({ label, value, note }: Figure): HTMLElement[] {
  const valueElement = createElement('dd', {}, createElement('span', { class: 'value' }, value));
  if (note !== undefined)
    valueElement.append(createElement('span', { class: 'about' }, `, ${note}`));
  return [createElement('dt', {}, label), valueElement];
}
