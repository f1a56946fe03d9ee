import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CacheReport, CacheRun } from '../../../src/engine/protocol.ts';
import type { CacheView } from '../../../src/extension/cacheView/cacheMessages.ts';
import { cacheView, emptyCacheView } from '../../../src/extension/cacheView/cacheView.ts';
import { requestMetrics } from '../../support/requestMetrics.ts';

const file = { uri: 'file:///shop/src/cart.ts', name: 'cart.ts', path: 'src/cart.ts' };

/** Returns the range from the start of a line, counted from 0, to a position. */
function range(startLine: number, endLine: number, endCharacter: number): CacheRun['range'] {
  return {
    start: { line: startLine, character: 0 },
    end: { line: endLine, character: endCharacter },
  };
}

const runs: readonly CacheRun[] = [
  { part: 'head', tokens: 2, range: null, reuse: 'exact', isNew: false },
  { part: 'suffix', tokens: 300, range: range(40, 60, 1), reuse: 'exact', isNew: false },
  { part: 'prefix', tokens: 890, range: range(0, 30, 0), reuse: 'rolling', isNew: false },
  { part: 'prefix', tokens: 4, range: range(30, 30, 9), reuse: 'exact', isNew: true },
  { part: 'prefix', tokens: 1, range: range(31, 31, 4), reuse: 'patched', isNew: false },
  { part: 'sampled', tokens: 7, range: null, reuse: 'exact', isNew: true },
];

const work = { prompt: 1204, prefetch: 96, repair: 0, decode: 40, speculative: 9, discarded: 3 };

function report(difference: Partial<CacheReport> = {}): CacheReport {
  return {
    mode: 'patched',
    windowTokens: 4096,
    bytes: 157_800_000,
    windowsThatFit: 4,
    runs,
    isMended: true,
    last: null,
    files: [],
    ...difference,
  };
}

function viewOf(reported: CacheReport | null): CacheView {
  const pathOf = (uri: string): string => uri.replace('file:///shop/', '');
  return cacheView({ file, report: reported, work, pathOf });
}

describe('cacheView', () => {
  it('names the file, and says how full its window is', () => {
    const view = viewOf(report());
    assert.deepEqual(view.file, { name: 'cart.ts', path: 'src/cart.ts' });
    assert.equal(view.notice, undefined);
    assert.equal(view.window?.tokens, 1204);
    assert.equal(view.window.capacity, 4096);
    assert.equal(view.window.summary, '1,204 of 4,096 tokens · 157.8 MB');
  });

  it('says in plain words what is reused', () => {
    const modeOf = (mode: CacheReport['mode']) => viewOf(report({ mode })).window?.mode ?? '';
    assert.match(modeOf('exact'), /^Exact: the text before a change is reused\.$/u);
    assert.match(modeOf('rolling'), /^Rolling: .*when its start moves on/u);
    assert.match(modeOf('patched'), /^Patched: .*approximation, repaired in idle time\.$/u);
  });

  it('makes a row of each run, with lines counted from 1', () => {
    const rows = viewOf(report()).window?.runs ?? [];
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

  it('says how many files like this one fit in memory', () => {
    const memoryOf = (windowsThatFit: number) => viewOf(report({ windowsThatFit })).window?.memory;
    assert.equal(memoryOf(4), 'Memory holds the windows of 4 files like this one.');
    assert.equal(memoryOf(1), 'Memory holds the window of one file like this one.');
  });

  it('shows the tokens evaluated, also for a file without a cache', () => {
    assert.equal(viewOf(report()).work?.total, '1,352');
    assert.equal(viewOf(null).work?.total, '1,352');
  });

  it('puts the bar into words', () => {
    assert.equal(
      viewOf(report()).window?.description,
      'The window holds 1,204 of 4,096 tokens. Head: 2 tokens, exact. ' +
        'Suffix, lines 41–61: 300 tokens, exact. Prefix, lines 1–30: 890 tokens, rolled. ' +
        'Prefix, line 31: 4 tokens, exact, evaluated for the last completion. ' +
        'Prefix, line 32: 1 token, patched. ' +
        'Generated: 7 tokens, exact, evaluated for the last completion.',
    );
  });

  it('draws a window that holds more than it should as full', () => {
    assert.equal(viewOf(report({ windowTokens: 1000 })).window?.capacity, 1204);
  });

  it('tells what the last completion cost, if there was one', () => {
    assert.equal(viewOf(report()).last, undefined);
    const { last } = viewOf(report({ last: requestMetrics({ decodeSteps: 3 }) }));
    assert.deepEqual(
      last?.tokens.map(({ label }) => label),
      ['Reused', 'Evaluated', 'Decoded', 'Drafted', 'In idle time'],
    );
    assert.deepEqual(
      last.times.map(({ label }) => label),
      ['Queue', 'Prefill', 'Decode', 'First token', 'Total'],
    );
  });

  it('lists the files with a cache, and which of them is shown', () => {
    const files = [
      { uri: file.uri, tokens: 1204, bytes: 157_800_000, where: 'memory' },
      { uri: file.uri, tokens: 1204, bytes: 157_800_000, where: 'saved' },
      { uri: 'file:///shop/lib/shapes.py', tokens: 80, bytes: 10_500_000, where: 'saved' },
    ] as const;
    assert.deepEqual(viewOf(report({ files })).files, [
      {
        path: 'src/cart.ts',
        where: 'in memory',
        tokens: '1,204',
        size: '157.8 MB',
        isShown: true,
      },
      {
        path: 'src/cart.ts',
        where: 'saved on disk',
        tokens: '1,204',
        size: '157.8 MB',
        isShown: false,
      },
      {
        path: 'lib/shapes.py',
        where: 'saved on disk',
        tokens: '80',
        size: '10.5 MB',
        isShown: false,
      },
    ]);
  });

  it('says so when nothing of the file is cached, and still lists the others', () => {
    const files = [{ uri: 'file:///shop/a.ts', tokens: 1, bytes: 1, where: 'memory' }] as const;
    for (const reported of [null, report({ runs: [], files })]) {
      const view = viewOf(reported);
      assert.match(view.notice ?? '', /^Nothing of cart\.ts is in the cache yet\./u);
      assert.equal(view.window, undefined);
      assert.equal(view.files.length, reported?.files.length ?? 0);
    }
  });
});

describe('emptyCacheView', () => {
  it('says why there is nothing to be seen', () => {
    assert.deepEqual(emptyCacheView('Open a file.'), { notice: 'Open a file.', files: [] });
  });
});
