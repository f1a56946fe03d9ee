import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CacheReport, CacheRun } from '../../../src/engine/protocol.ts';
import type { CacheView } from '../../../src/extension/cacheView/cacheMessages.ts';
import {
  createCacheView,
  createEmptyCacheView,
} from '../../../src/extension/cacheView/cacheView.ts';
import { createRequestMetrics } from '../../support/requestMetrics.ts';

const file = { uri: 'file:///shop/src/cart.ts', name: 'cart.ts', path: 'src/cart.ts' };

/** Returns the range from the start of a line, counted from 0, to a position. */
function createRange(startLine: number, endLine: number, endCharacter: number): CacheRun['range'] {
  return {
    start: { line: startLine, character: 0 },
    end: { line: endLine, character: endCharacter },
  };
}

const runs: readonly CacheRun[] = [
  { part: 'head', tokens: 2, range: null, reuse: 'exact', isNew: false },
  { part: 'suffix', tokens: 300, range: createRange(40, 60, 1), reuse: 'exact', isNew: false },
  { part: 'prefix', tokens: 890, range: createRange(0, 30, 0), reuse: 'rolling', isNew: false },
  { part: 'prefix', tokens: 4, range: createRange(30, 30, 9), reuse: 'exact', isNew: true },
  { part: 'prefix', tokens: 1, range: createRange(31, 31, 4), reuse: 'patched', isNew: false },
  { part: 'sampled', tokens: 7, range: null, reuse: 'exact', isNew: true },
];

const work = { prompt: 1204, prefetch: 96, repair: 0, decode: 40, speculative: 9, discarded: 3 };

function createReport(overrides: Partial<CacheReport> = {}): CacheReport {
  return {
    mode: 'patched',
    windowTokens: 4096,
    bytes: 157_800_000,
    maxWindows: 4,
    runs,
    isRepaired: true,
    lastMetrics: null,
    files: [],
    ...overrides,
  };
}

function createView(report: CacheReport | null): CacheView {
  const getDisplayPath = (uri: string): string => uri.replace('file:///shop/', '');
  return createCacheView({ file, report, work, getDisplayPath });
}

describe('the view model of the cache', () => {
  it('names the file, and has the fill level of its window', () => {
    const view = createView(createReport());
    assert.deepEqual(view.file, { name: 'cart.ts', path: 'src/cart.ts' });
    assert.equal(view.notice, undefined);
    assert.equal(view.window?.tokens, 1204);
    assert.equal(view.window.capacity, 4096);
    assert.equal(view.window.summary, '1,204 of 4,096 tokens · 157.8 MB');
  });

  it('describes the reuse in plain words', () => {
    const describeMode = (mode: CacheReport['mode']) =>
      createView(createReport({ mode })).window?.mode ?? '';
    assert.match(describeMode('exact'), /^Exact: the text before a change is reused\.$/u);
    assert.match(describeMode('rolling'), /^Rolling: .*when its start moves on/u);
    assert.match(describeMode('patched'), /^Patched: .*approximation, repaired in idle time\.$/u);
  });

  it('has a row for each run, with lines counted from 1', () => {
    const rows = createView(createReport()).window?.runs ?? [];
    assert.deepEqual(
      rows.map(({ name, lines, tokens, reuse, isNew }) => [name, lines, tokens, reuse, isNew]),
      [
        ['Head', '', 2, 'exact', false],
        ['Suffix', 'lines 41–61', 300, 'exact', false],
        ['Prefix', 'lines 1–30', 890, 'rolling', false],
        ['Prefix', 'line 31', 4, 'exact', true],
        ['Prefix', 'line 32', 1, 'patched', false],
        ['Generated', '', 7, 'exact', true],
      ],
    );
  });

  it('shows how many files like this one fit in memory', () => {
    const describeMemory = (maxWindows: number) =>
      createView(createReport({ maxWindows })).window?.memory;
    assert.equal(describeMemory(4), 'Memory holds the windows of 4 files like this one.');
    assert.equal(describeMemory(1), 'Memory holds the window of one file like this one.');
  });

  it('shows the evaluated tokens, also for a file without a cache', () => {
    assert.equal(createView(createReport()).work?.total, '1,352');
    assert.equal(createView(null).work?.total, '1,352');
  });

  it('describes the bar in words', () => {
    assert.equal(
      createView(createReport()).window?.description,
      'The window holds 1,204 of 4,096 tokens. Head: 2 tokens, exact. ' +
        'Suffix, lines 41–61: 300 tokens, exact. Prefix, lines 1–30: 890 tokens, rolled. ' +
        'Prefix, line 31: 4 tokens, exact, evaluated for the last completion. ' +
        'Prefix, line 32: 1 token, patched. ' +
        'Generated: 7 tokens, exact, evaluated for the last completion.',
    );
  });

  it('shows a window that exceeds its capacity as full', () => {
    assert.equal(createView(createReport({ windowTokens: 1000 })).window?.capacity, 1204);
  });

  it('shows the cost of the last completion, if there was one', () => {
    assert.equal(createView(createReport()).last, undefined);
    const { last } = createView(
      createReport({ lastMetrics: createRequestMetrics({ decodeSteps: 3 }) }),
    );
    assert.deepEqual(
      last?.tokens.map(({ label }) => label),
      ['Reused', 'Evaluated', 'Decoded', 'Drafted', 'In idle time'],
    );
    assert.deepEqual(
      last.times.map(({ label }) => label),
      ['Queue', 'Prefill', 'Decode', 'First token', 'Total'],
    );
  });

  it('lists the files with a cache, and marks the one that is shown', () => {
    const files = [
      { uri: file.uri, tokens: 1204, bytes: 157_800_000, location: 'memory' },
      { uri: file.uri, tokens: 1204, bytes: 157_800_000, location: 'saved' },
      { uri: 'file:///shop/lib/shapes.py', tokens: 80, bytes: 10_500_000, location: 'saved' },
    ] as const;
    assert.deepEqual(createView(createReport({ files })).files, [
      {
        path: 'src/cart.ts',
        storage: 'in memory',
        tokens: '1,204',
        size: '157.8 MB',
        isShown: true,
      },
      {
        path: 'src/cart.ts',
        storage: 'saved on disk',
        tokens: '1,204',
        size: '157.8 MB',
        isShown: false,
      },
      {
        path: 'lib/shapes.py',
        storage: 'saved on disk',
        tokens: '80',
        size: '10.5 MB',
        isShown: false,
      },
    ]);
  });

  it('reports that nothing of the file is cached, and still lists the others', () => {
    const files = [{ uri: 'file:///shop/a.ts', tokens: 1, bytes: 1, location: 'memory' }] as const;
    for (const reported of [null, createReport({ runs: [], files })]) {
      const view = createView(reported);
      assert.match(view.notice ?? '', /^Nothing of cart\.ts is in the cache yet\./u);
      assert.equal(view.window, undefined);
      assert.equal(view.files.length, reported?.files.length ?? 0);
    }
  });
});

describe('the empty view model of the cache', () => {
  it('has the reason why nothing is shown', () => {
    assert.deepEqual(createEmptyCacheView('Open a file.'), { notice: 'Open a file.', files: [] });
  });
});
