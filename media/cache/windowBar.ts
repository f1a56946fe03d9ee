import type { RunRow, ShownWindow } from '../../src/extension/cacheView/cacheMessages.ts';
import { createElement } from '../common/element.ts';
import {
  formatTokens,
  createNewMarker,
  reuseNames,
  formatRunTitle,
  createSwatch,
} from './runLabels.ts';

/** Returns a bar of the window to scale: its parts in order, then the free space. */
export function createWindowBar(window: ShownWindow): HTMLElement {
  const freeTokens = Math.max(0, window.capacity - window.tokens);
  const freeElement = createElement('div', {
    class: 'free',
    title: `${formatTokens(freeTokens)} free`,
  });
  return createElement(
    'div',
    { class: 'window', role: 'img', 'aria-label': window.description },
    ...groupByPart(window.runs).map(createPartElement),
    ...(freeTokens === 0 ? [] : [scaleWidth(freeElement, freeTokens)]),
  );
}

/** Returns the legend of the colours and marks that occur in the bar. */
export function createLegend(runs: readonly RunRow[]): HTMLElement {
  const kinds = (['exact', 'rolling', 'patched'] as const).filter((kind) =>
    runs.some(({ reuse }) => reuse === kind),
  );
  const entries = kinds.map((kind) =>
    createElement('li', {}, createSwatch(kind), `${reuseNames[kind]}: ${reuseMeanings[kind]}`),
  );
  if (runs.some(({ isNew }) => isNew)) {
    entries.push(createElement('li', {}, createNewMarker(), 'Evaluated for the last completion'));
  }
  return createElement('ul', { class: 'legend' }, ...entries);
}

const reuseMeanings: Readonly<Record<RunRow['reuse'], string>> = {
  exact: 'as if read just now',
  rolling: 'read after text that has left the window',
  patched: 'read when other text stood before it',
};

/** Adjacent runs of the same part. */
type Part = readonly [RunRow, ...RunRow[]];

function groupByPart(runs: readonly RunRow[]): Part[] {
  const parts: [RunRow, ...RunRow[]][] = [];
  for (const run of runs) {
    const previous = parts.at(-1);
    if (previous?.[0].part === run.part) previous.push(run);
    else parts.push([run]);
  }
  return parts;
}

function createPartElement(runs: Part): HTMLElement {
  const [{ part, name, about }] = runs;
  const container = createElement(
    'div',
    { class: 'part', 'data-part': part },
    createElement(
      'div',
      { class: 'part-name', title: `${name}, ${about}` },
      createElement('span', {}, name),
    ),
    createElement('div', { class: 'track' }, ...runs.map(createSegment)),
  );
  return scaleWidth(
    container,
    runs.reduce((sum, { tokens }) => sum + tokens, 0),
  );
}

function createSegment(run: RunRow): HTMLElement {
  const segmentElement = createElement('div', {
    class: 'run',
    'data-reuse': run.reuse,
    'data-new': run.isNew,
    title: formatRunTitle(run),
  });
  return scaleWidth(segmentElement, run.tokens);
}

/** Makes the width of an element proportional to its tokens. */
function scaleWidth(target: HTMLElement, tokens: number): HTMLElement {
  target.style.flexGrow = String(tokens);
  return target;
}
