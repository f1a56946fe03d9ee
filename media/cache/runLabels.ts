import type { RunRow } from '../../src/extension/cacheView/cacheMessages.ts';
import { createElement } from '../common/element.ts';

/** Name of each kind of reuse. */
export const reuseNames: Readonly<Record<RunRow['reuse'], string>> = {
  exact: 'Exact',
  rolling: 'Rolled',
  patched: 'Patched',
};

/** Describes a run in one line: `Prefix, lines 1–12 · 96 tokens · Exact`. */
export function formatRunTitle({ name, lines, tokens, reuse, isNew }: RunRow): string {
  const title = lines === '' ? name : `${name}, ${lines}`;
  const parts = [title, formatTokens(tokens), reuseNames[reuse]];
  if (isNew) parts.push('evaluated for the last completion');
  return parts.join(' · ');
}

/** Returns a swatch in the colour of a kind of reuse. It is decorative: the name is next to it. */
export function createSwatch(reuse: RunRow['reuse']): HTMLElement {
  return createElement('span', { class: 'swatch', 'data-reuse': reuse, 'aria-hidden': 'true' });
}

/** Returns the mark of tokens that the last completion evaluated. It is decorative, too. */
export function createNewMarker(): HTMLElement {
  return createElement('span', { class: 'new-mark', 'aria-hidden': 'true' });
}

/** Formats a number of tokens: `1,204 tokens`. */
export function formatTokens(tokens: number): string {
  return `${tokens.toLocaleString('en')} ${tokens === 1 ? 'token' : 'tokens'}`;
}
