import type {
  CacheMode,
  CacheReport,
  CacheRun,
  CachedFile,
  WorkCounts,
} from '../../engine/protocol.ts';
import {
  formatCount,
  formatTokens,
  formatDraftAndIdleFigures,
  formatTimeFigures,
  formatTokenFigures,
} from '../display/completionFigures.ts';
import { formatBytes } from '../models/quantities.ts';
import type { CacheView, FileRow, RunRow, ShownWindow } from './cacheMessages.ts';
import { createWorkView } from './workView.ts';

/** Data from which a view is created. */
export interface CacheViewParts {
  /** File that is open. */
  readonly file: { readonly uri: string; readonly name: string; readonly path: string };
  /** The engine's report on the file; null when it has no cache. */
  readonly report: CacheReport | null;
  readonly work: WorkCounts;
  /** Returns the path that is shown for a URI. */
  readonly getDisplayPath: (uri: string) => string;
}

/** Creates the content of the page from plain data. */
export function createCacheView({ file, report, work, getDisplayPath }: CacheViewParts): CacheView {
  const displayedFile = { name: file.name, path: file.path };
  const files = (report?.files ?? []).map((cached) =>
    createFileRow(
      cached,
      getDisplayPath(cached.uri),
      cached.uri === file.uri && cached.location === 'memory',
    ),
  );
  if (report === null || report.runs.length === 0) {
    return {
      file: displayedFile,
      notice: describeEmptyCache(file.name),
      work: createWorkView(work),
      files,
    };
  }
  const { lastMetrics } = report;
  return {
    file: displayedFile,
    window: createShownWindow(report),
    ...(lastMetrics === null
      ? {}
      : {
          last: {
            tokens: [...formatTokenFigures(lastMetrics), ...formatDraftAndIdleFigures(lastMetrics)],
            times: formatTimeFigures(lastMetrics),
          },
        }),
    work: createWorkView(work),
    files,
  };
}

/** Creates the content of the page when there is no file to show. */
export function createEmptyCacheView(notice: string): CacheView {
  return { notice, files: [] };
}

const modeDescriptions: Readonly<Record<CacheMode, string>> = {
  exact: 'Exact: the text before a change is reused.',
  rolling: 'Rolling: the rest of the window is also reused when its start moves on.',
  patched:
    'Patched: the text after a change is also reused – an approximation, repaired in idle time.',
};

const partLabels: Readonly<
  Record<CacheRun['part'], { readonly name: string; readonly about: string }>
> = {
  head: { name: 'Head', about: 'control tokens' },
  suffix: { name: 'Suffix', about: 'after the cursor' },
  context: { name: 'Context', about: 'of other files' },
  prefix: { name: 'Prefix', about: 'before the cursor' },
  sampled: { name: 'Generated', about: 'by the model' },
};

function describeEmptyCache(name: string): string {
  return `Nothing of ${name} is in the cache yet. The model reads a file when you work in it.`;
}

function createShownWindow(report: CacheReport): ShownWindow {
  const runs = report.runs.map(createRunRow);
  const tokens = runs.reduce((sum, run) => sum + run.tokens, 0);
  const summary = `${formatCount(tokens)} of ${formatTokens(report.windowTokens)}`;
  return {
    tokens,
    capacity: Math.max(report.windowTokens, tokens),
    summary: `${summary} · ${formatBytes(report.bytes)}`,
    mode: modeDescriptions[report.mode],
    memory: describeMemory(report.maxWindows),
    description: `The window holds ${summary}. ${runs.map(describeRun).join(' ')}`,
    runs,
  };
}

function describeMemory(windowsThatFit: number): string {
  return windowsThatFit === 1
    ? 'Memory holds the window of one file like this one.'
    : `Memory holds the windows of ${formatCount(windowsThatFit)} files like this one.`;
}

function createRunRow({ part, tokens, range, reuse, isNew }: CacheRun): RunRow {
  return {
    part,
    ...partLabels[part],
    lines: range === null ? '' : formatLineRange(range),
    tokens,
    reuse,
    isNew,
  };
}

/**
 * Formats the lines of a range, counted from 1. A range that ends at the start of a line does not
 * include that line.
 */
function formatLineRange({ start, end }: NonNullable<CacheRun['range']>): string {
  const first = start.line + 1;
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return first === last
    ? `line ${formatCount(first)}`
    : `lines ${formatCount(first)}–${formatCount(last)}`;
}

const reuseNames: Readonly<Record<CacheMode, string>> = {
  exact: 'exact',
  rolling: 'rolled',
  patched: 'patched',
};

/** Describes a run in words: `Prefix, lines 1–12: 96 tokens, exact.` */
function describeRun({ name, lines, tokens, reuse, isNew }: RunRow): string {
  const title = lines === '' ? name : `${name}, ${lines}`;
  const details = `${reuseNames[reuse]}${isNew ? ', evaluated for the last completion' : ''}`;
  return `${title}: ${formatTokens(tokens)}, ${details}.`;
}

function createFileRow(
  { tokens, bytes, location }: CachedFile,
  path: string,
  isShown: boolean,
): FileRow {
  return {
    path,
    storage: location === 'memory' ? 'in memory' : 'saved on disk',
    tokens: formatCount(tokens),
    size: formatBytes(bytes),
    isShown,
  };
}
