import '../support/page.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLegend, createWindowBar } from '../../../media/cache/windowBar.ts';
import type { RunRow, ShownWindow } from '../../../src/extension/cacheView/cacheMessages.ts';

function createRun(overrides: Partial<RunRow>): RunRow {
  return {
    part: 'prefix',
    name: 'Prefix',
    about: 'before the cursor',
    lines: 'lines 1–12',
    tokens: 90,
    reuse: 'exact',
    isNew: false,
    ...overrides,
  };
}

const runs = [
  createRun({ part: 'head', name: 'Head', about: 'control tokens', lines: '', tokens: 1 }),
  createRun({}),
  createRun({ tokens: 1, lines: 'line 13', reuse: 'patched', isNew: true }),
];

const view: ShownWindow = {
  tokens: 92,
  capacity: 100,
  summary: '',
  mode: '',
  memory: '',
  description: 'The window holds 92 of 100 tokens.',
  runs,
};

function readWidths(elements: Iterable<HTMLElement>): string[] {
  return [...elements].map(({ style }) => style.flexGrow);
}

describe('the bar of the window', () => {
  it('is an image with an accessible description', () => {
    const bar = createWindowBar(view);
    assert.equal(bar.getAttribute('role'), 'img');
    assert.equal(bar.getAttribute('aria-label'), 'The window holds 92 of 100 tokens.');
  });

  it('shows parts, runs and free space to scale', () => {
    const bar = createWindowBar(view);
    assert.deepEqual(readWidths(bar.querySelectorAll<HTMLElement>('.part, .free')), [
      '1',
      '91',
      '8',
    ]);
    assert.deepEqual(readWidths(bar.querySelectorAll<HTMLElement>('.run')), ['1', '90', '1']);
  });

  it('has no free space in a full window', () => {
    assert.equal(createWindowBar({ ...view, capacity: 92 }).querySelector('.free'), null);
  });

  it('describes each run by its kind, and marks the evaluated ones', () => {
    const segments = [...createWindowBar(view).querySelectorAll<HTMLElement>('.run')];
    assert.deepEqual(
      segments.map(({ dataset, title }) => [dataset['reuse'], dataset['new'], title]),
      [
        ['exact', undefined, 'Head · 1 token · Exact'],
        ['exact', undefined, 'Prefix, lines 1–12 · 90 tokens · Exact'],
        ['patched', '', 'Prefix, line 13 · 1 token · Patched · evaluated for the last completion'],
      ],
    );
  });
});

describe('the legend', () => {
  it('explains only what occurs', () => {
    const entries = [...createLegend(runs).querySelectorAll('li')].map(
      ({ textContent }) => textContent,
    );
    assert.equal(entries.length, 3);
    assert.match(entries[0] ?? '', /^Exact: /u);
    assert.match(entries[1] ?? '', /^Patched: /u);
    assert.match(entries[2] ?? '', /^Evaluated for the last completion$/u);
  });
});
