/** Page that shows the cache of a file. Connects its parts to the host. */
import type {
  CachePageToHost,
  CacheView,
  HostToCachePage,
} from '../../src/extension/cacheView/cacheMessages.ts';
import { element } from '../common/element.ts';
import { figureList } from './figureList.ts';
import { filesTable, runsTable, workTable } from './tables.ts';
import { legend, windowBar } from './windowBar.ts';

const vscode = acquireVsCodeApi();

function post(message: CachePageToHost): void {
  vscode.postMessage(message);
}

const heading = element('h1', {}, 'Cache');
const summary = element('p', { class: 'summary' });
const mode = element('p', { class: 'mode' });
const memory = element('p', { class: 'memory' });
const notice = element('p', { class: 'notice', role: 'status' });
const bar = element('div', { class: 'bar' });
const runs = section('runs', 'In the Window');
const last = section('last', 'Last Completion');
const files = section('files', 'Files in the Cache');
const work = section('work', 'Tokens Evaluated Since the Model Was Loaded');
const deleteSaved = element(
  'button',
  { type: 'button', class: 'link-button' },
  'Delete saved caches',
);
deleteSaved.addEventListener('click', () => {
  post({ kind: 'deleteSavedCaches' });
});

function showHeader({ file, window: shown }: CacheView): void {
  heading.textContent = file?.name ?? 'Cache';
  heading.title = file?.path ?? '';
  summary.textContent = shown?.summary ?? '';
  mode.textContent = shown?.mode ?? '';
  memory.textContent = shown?.memory ?? '';
}

function show(view: CacheView): void {
  const { window: shown } = view;
  showHeader(view);
  notice.textContent = view.notice ?? '';
  notice.hidden = view.notice === undefined;
  bar.replaceChildren(...(shown === undefined ? [] : [windowBar(shown), legend(shown.runs)]));
  runs.fill(shown === undefined ? [] : [runsTable(shown.runs)]);
  last.fill(
    view.last === undefined
      ? []
      : [figureList('Tokens', view.last.tokens), figureList('Time', view.last.times)],
  );
  files.fill(view.files.length === 0 ? [] : [filesTable(view.files), deleteSaved]);
  work.fill(view.work === undefined ? [] : [workTable(view.work)]);
}

interface Section {
  readonly root: HTMLElement;
  /** Replaces the content. A section without content is hidden. */
  fill(content: readonly HTMLElement[]): void;
}

function section(id: string, title: string): Section {
  const content = element('div', { class: 'content' });
  const root = element(
    'section',
    { id, 'aria-labelledby': `${id}-title`, hidden: true },
    element('h2', { id: `${id}-title` }, title),
    content,
  );
  return {
    root,
    fill: (children) => {
      root.hidden = children.length === 0;
      content.replaceChildren(...children);
    },
  };
}

window.addEventListener('message', (event: MessageEvent<HostToCachePage>) => {
  show(event.data.view);
});
document.body.append(
  element(
    'main',
    {},
    element('header', {}, heading, summary, mode, memory),
    notice,
    bar,
    last.root,
    runs.root,
    files.root,
    work.root,
  ),
);
post({ kind: 'ready' });
