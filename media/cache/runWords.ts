import type { RunRow } from '../../src/extension/cacheView/cacheMessages.ts';
import { element } from '../common/element.ts';

/** Name of each kind of reuse. */
export const reuseName: Readonly<Record<RunRow['reuse'], string>> = {
  exact: 'Exact',
  rolling: 'Rolled',
  patched: 'Patched',
};

/** Describes a run in one line: `Prefix, lines 1–12 · 96 tokens · Exact`. */
export function runTitle({ name, lines, tokens, reuse, isNew }: RunRow): string {
  const what = lines === '' ? name : `${name}, ${lines}`;
  const parts = [what, counted(tokens), reuseName[reuse]];
  if (isNew) parts.push('evaluated for the last completion');
  return parts.join(' · ');
}

/** Returns a swatch in the colour of a kind of reuse. It is decorative: the name is next to it. */
export function swatch(reuse: RunRow['reuse']): HTMLElement {
  return element('span', { class: 'swatch', 'data-reuse': reuse, 'aria-hidden': 'true' });
}

/** Returns the mark of tokens that the last completion evaluated. It is decorative, too. */
export function newMark(): HTMLElement {
  return element('span', { class: 'new-mark', 'aria-hidden': 'true' });
}

/** Formats a number of tokens: `1,204 tokens`. */
export function counted(tokens: number): string {
  return `${tokens.toLocaleString('en')} ${tokens === 1 ? 'token' : 'tokens'}`;
}
