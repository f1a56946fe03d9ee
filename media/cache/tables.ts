import type { FileRow, RunRow, WorkView } from '../../src/extension/cacheView/cacheMessages.ts';
import { element } from '../common/element.ts';
import { newMark, reuseName, swatch } from './runWords.ts';

/** Returns a table of the window's runs, one per row. */
export function runsTable(runs: readonly RunRow[]): HTMLElement {
  return table(
    [['Part'], ['Lines'], ['Tokens', 'number'], ['Kind'], ['Evaluated']],
    runs.map((run) =>
      element(
        'tr',
        {},
        rowHeader(run.name, element('span', { class: 'about' }, `, ${run.about}`)),
        element('td', {}, run.lines),
        element('td', { class: 'number' }, run.tokens.toLocaleString('en')),
        element('td', {}, swatch(run.reuse), reuseName[run.reuse]),
        element('td', {}, ...(run.isNew ? [newMark(), 'just now'] : [])),
      ),
    ),
  );
}

/** Returns a table of the files that have a cache, one per row. */
export function filesTable(files: readonly FileRow[]): HTMLElement {
  return table(
    [['File'], ['Where'], ['Tokens', 'number'], ['Size', 'number']],
    files.map((file) =>
      element(
        'tr',
        { 'aria-current': file.isShown ? 'true' : undefined },
        rowHeader(file.path),
        element('td', {}, file.where),
        element('td', { class: 'number' }, file.tokens),
        element('td', { class: 'number' }, file.size),
      ),
    ),
  );
}

/** Returns a table of evaluated tokens, one purpose per row, then their total. */
export function workTable({ rows, total }: WorkView): HTMLElement {
  return table(
    [['Purpose'], ['Tokens', 'number']],
    [...rows, { label: 'Total', about: undefined, tokens: total }].map(({ label, about, tokens }) =>
      element(
        'tr',
        {},
        rowHeader(
          label,
          ...(about === undefined ? [] : [element('span', { class: 'about' }, `, ${about}`)]),
        ),
        element('td', { class: 'number' }, tokens),
      ),
    ),
  );
}

/** @param columns titles, with the CSS class of their cells. */
function table(
  columns: readonly (readonly [title: string, cellClass?: string])[],
  rows: readonly HTMLElement[],
): HTMLElement {
  const titles = columns.map(([title, cellClass]) =>
    element('th', { scope: 'col', class: cellClass }, title),
  );
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...titles)),
    element('tbody', {}, ...rows),
  );
}

function rowHeader(...content: readonly (Node | string)[]): HTMLElement {
  return element('th', { scope: 'row' }, ...content);
}
