import type { FileRow, RunRow, WorkView } from '../../src/extension/cacheView/cacheMessages.ts';
import { createElement } from '../common/element.ts';
import { createNewMarker, reuseNames, createSwatch } from './runLabels.ts';

/** Returns a table of the window's runs, one per row. */
export function createRunsTable(runs: readonly RunRow[]): HTMLElement {
  return createTable(
    [['Part'], ['Lines'], ['Tokens', 'number'], ['Kind'], ['Evaluated']],
    runs.map((run) =>
      createElement(
        'tr',
        {},
        createRowHeader(run.name, createElement('span', { class: 'about' }, `, ${run.about}`)),
        createElement('td', {}, run.lines),
        createElement('td', { class: 'number' }, run.tokens.toLocaleString('en')),
        createElement('td', {}, createSwatch(run.reuse), reuseNames[run.reuse]),
        createElement('td', {}, ...(run.isNew ? [createNewMarker(), 'just now'] : [])),
      ),
    ),
  );
}

/** Returns a table of the files that have a cache, one per row. */
export function createFilesTable(files: readonly FileRow[]): HTMLElement {
  return createTable(
    [['File'], ['Where'], ['Tokens', 'number'], ['Size', 'number']],
    files.map((file) =>
      createElement(
        'tr',
        { 'aria-current': file.isShown ? 'true' : undefined },
        createRowHeader(file.path),
        createElement('td', {}, file.storage),
        createElement('td', { class: 'number' }, file.tokens),
        createElement('td', { class: 'number' }, file.size),
      ),
    ),
  );
}

/** Returns a table of evaluated tokens, one purpose per row, then their total. */
export function createWorkTable({ rows, total }: WorkView): HTMLElement {
  return createTable(
    [['Purpose'], ['Tokens', 'number']],
    [...rows, { label: 'Total', about: undefined, tokens: total }].map(({ label, about, tokens }) =>
      createElement(
        'tr',
        {},
        createRowHeader(
          label,
          ...(about === undefined ? [] : [createElement('span', { class: 'about' }, `, ${about}`)]),
        ),
        createElement('td', { class: 'number' }, tokens),
      ),
    ),
  );
}

/** @param columns titles, with the CSS class of their cells. */
function createTable(
  columns: readonly (readonly [title: string, cellClass?: string])[],
  rows: readonly HTMLElement[],
): HTMLElement {
  const titles = columns.map(([title, cellClass]) =>
    createElement('th', { scope: 'col', class: cellClass }, title),
  );
  return createElement(
    'table',
    {},
    createElement('thead', {}, createElement('tr', {}, ...titles)),
    createElement('tbody', {}, ...rows),
  );
}

function createRowHeader(...content: readonly (Node | string)[]): HTMLElement {
  return createElement('th', { scope: 'row' }, ...content);
}
