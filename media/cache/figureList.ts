import type { Figure } from '../../src/extension/cacheView/cacheMessages.ts';
import { element } from '../common/element.ts';

/** Returns a list of figures with their labels, under a title. */
export function figureList(title: string, figures: readonly Figure[]): HTMLElement {
  return element(
    'div',
    { class: 'figures' },
    element('h3', {}, title),
    element('dl', {}, ...figures.flatMap(entry)),
  );
}

function entry({ label, value, note }: Figure): HTMLElement[] {
  const said = element('dd', {}, element('span', { class: 'value' }, value));
  if (note !== undefined) said.append(element('span', { class: 'about' }, `, ${note}`));
  return [element('dt', {}, label), said];
}
