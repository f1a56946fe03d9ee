import type { RunRow, WindowView } from '../../src/extension/cacheView/cacheMessages.ts';
import { element } from '../common/element.ts';
import { counted, newMark, reuseName, runTitle, swatch } from './runWords.ts';

/** Returns a bar of the window to scale: its parts in order, then the free space. */
export function windowBar(window: WindowView): HTMLElement {
  const free = Math.max(0, window.capacity - window.tokens);
  const rest = element('div', { class: 'free', title: `${counted(free)} free` });
  return element(
    'div',
    { class: 'window', role: 'img', 'aria-label': window.description },
    ...partsOf(window.runs).map(partElement),
    ...(free === 0 ? [] : [sized(rest, free)]),
  );
}

/** Returns the legend of the colours and marks that occur in the bar. */
export function legend(runs: readonly RunRow[]): HTMLElement {
  const kinds = (['exact', 'rolling', 'patched'] as const).filter((kind) =>
    runs.some(({ reuse }) => reuse === kind),
  );
  const entries = kinds.map((kind) =>
    element('li', {}, swatch(kind), `${reuseName[kind]}: ${reuseMeaning[kind]}`),
  );
  if (runs.some(({ isNew }) => isNew)) {
    entries.push(element('li', {}, newMark(), 'Evaluated for the last completion'));
  }
  return element('ul', { class: 'legend' }, ...entries);
}

const reuseMeaning: Readonly<Record<RunRow['reuse'], string>> = {
  exact: 'as if read just now',
  rolling: 'read after text that has left the window',
  patched: 'read when other text stood before it',
};

/** Adjacent runs of the same part. */
type Part = readonly [RunRow, ...RunRow[]];

function partsOf(runs: readonly RunRow[]): Part[] {
  const parts: [RunRow, ...RunRow[]][] = [];
  for (const run of runs) {
    const before = parts.at(-1);
    if (before?.[0].part === run.part) before.push(run);
    else parts.push([run]);
  }
  return parts;
}

function partElement(runs: Part): HTMLElement {
  const [{ part, name, about }] = runs;
  const made = element(
    'div',
    { class: 'part', 'data-part': part },
    element('div', { class: 'part-name', title: `${name}, ${about}` }, element('span', {}, name)),
    element('div', { class: 'track' }, ...runs.map(segment)),
  );
  return sized(
    made,
    runs.reduce((sum, { tokens }) => sum + tokens, 0),
  );
}

function segment(run: RunRow): HTMLElement {
  const made = element('div', {
    class: 'run',
    'data-reuse': run.reuse,
    'data-new': run.isNew,
    title: runTitle(run),
  });
  return sized(made, run.tokens);
}

/** Makes the width of an element proportional to its tokens. */
function sized(made: HTMLElement, tokens: number): HTMLElement {
  made.style.flexGrow = String(tokens);
  return made;
}
