import type { RunRow } from '../../src/extension/cache/cacheMessages.ts';
import { element } from '../common/element.ts';

/** How tokens came to be in the window, in a word. */
export const reuseName: Readonly<Record<RunRow['reuse'], string>> = {
  exact: 'Exact',
  rolling: 'Rolled',
  patched: 'Patched',
};

/** A run in a line: `Prefix, lines 1–12 · 96 tokens · Exact`. */
export function runTitle({ name, lines, tokens, reuse, isNew }: RunRow): string {
  const what = lines === '' ? name : `${name}, ${lines}`;
  const parts = [what, counted(tokens), reuseName[reuse]];
  if (isNew) parts.push('evaluated for the last completion');
  return parts.join(' · ');
}

/** A patch of the colour that stands for a kind of reuse. Decoration: its name stands beside it. */
export function swatch(reuse: RunRow['reuse']): HTMLElement {
  return element('span', { class: 'swatch', 'data-reuse': reuse, 'aria-hidden': 'true' });
}

/** What marks tokens that the last completion needed. Decoration, too. */
export function newMark(): HTMLElement {
  return element('span', { class: 'new-mark', 'aria-hidden': 'true' });
}

/** `1,204 tokens` */
export function counted(tokens: number): string {
  return `${tokens.toLocaleString('en')} ${tokens === 1 ? 'token' : 'tokens'}`;
}
