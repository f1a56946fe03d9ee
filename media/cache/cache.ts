/** Page that shows the cache of a file. Connects its parts to the host. */
import type {
  CachePageToHost,
  CacheView,
  HostToCachePage,
} from '../../src/extension/cacheView/cacheMessages.ts';
import { createElement } from '../common/element.ts';
import { createFigureList } from './figureList.ts';
import { createFilesTable, createRunsTable, createWorkTable } from './tables.ts';
import { createLegend, createWindowBar } from './windowBar.ts';

const vscode = acquireVsCodeApi();

function post(message: CachePageToHost): void {
  vscode.postMessage(message);
}

const heading = createElement('h1', {}, 'Cache');
const summary = createElement('p', { class: 'summary' });
const mode = createElement('p', { class: 'mode' });
const memory = createElement('p', { class: 'memory' });
const notice = createElement('p', { class: 'notice', role: 'status' });
const bar = createElement('div', { class: 'bar' });
const runs = createSection('runs', 'In the Window');
const last = createSection('last', 'Last Completion');
const files = createSection('files', 'Files in the Cache');
const work = createSection('work', 'Tokens Evaluated Since the Model Was Loaded');
const deleteButton = createElement(
  'button',
  { type: 'button', class: 'link-button' },
  'Delete saved caches',
);
deleteButton.addEventListener('click', () => {
  post({ kind: 'deleteSavedCaches' });
});

function showHeader({ file, window: windowView }: CacheView): void {
  heading.textContent = file?.name ?? 'Cache';
  heading.title = file?.path ?? '';
  summary.textContent = windowView?.summary ?? '';
  mode.textContent = windowView?.mode ?? '';
  memory.textContent = windowView?.memory ?? '';
}

function show(view: CacheView): void {
  const { window: windowView } = view;
  showHeader(view);
  notice.textContent = view.notice ?? '';
  notice.hidden = view.notice === undefined;
  bar.replaceChildren(
    ...(windowView === undefined
      ? []
      : [createWindowBar(windowView), createLegend(windowView.runs)]),
  );
  runs.setContent(windowView === undefined ? [] : [createRunsTable(windowView.runs)]);
  last.setContent(
    view.last === undefined
      ? []
      : [createFigureList('Tokens', view.last.tokens), createFigureList('Time', view.last.times)],
  );
  files.setContent(view.files.length === 0 ? [] : [createFilesTable(view.files), deleteButton]);
  work.setContent(view.work === undefined ? [] : [createWorkTable(view.work)]);
}

interface Section {
  readonly root: HTMLElement;
  /** Replaces the content. A section without content is hidden. */
  setContent(content: readonly HTMLElement[]): void;
}

function createSection(id: string, title: string): Section {
  const content = createElement('div', { class: 'content' });
  const root = createElement(
    'section',
    { id, 'aria-labelledby': `${id}-title`, hidden: true },
    createElement('h2', { id: `${id}-title` }, title),
    content,
  );
  return {
    root,
    setContent: (children) => {
      root.hidden = children.length === 0;
      content.replaceChildren(...children);
    },
  };
}

window.addEventListener('message', (event: MessageEvent<HostToCachePage>) => {
  show(event.data.view);
});
document.body.append(
  createElement(
    'main',
    {},
    createElement('header', {}, heading, summary, mode, memory),
    notice,
    bar,
    last.root,
    runs.root,
    files.root,
    work.root,
  ),
);
post({ kind: 'ready' });
