import '../support/page.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { legend, windowBar } from '../../../media/cache/windowBar.ts';
import type { RunRow, WindowView } from '../../../src/extension/cacheView/cacheMessages.ts';

function run(difference: Partial<RunRow>): RunRow {
  return {
    part: 'prefix',
    name: 'Prefix',
    about: 'before the cursor',
    lines: 'lines 1–12',
    tokens: 90,
    reuse: 'exact',
    isNew: false,
    ...difference,
  };
}

const runs = [
  run({ part: 'head', name: 'Head', about: 'control tokens', lines: '', tokens: 1 }),
  run({}),
  run({ tokens: 1, lines: 'line 13', reuse: 'patched', isNew: true }),
];

const view: WindowView = {
  tokens: 92,
  capacity: 100,
  summary: '',
  mode: '',
  memory: '',
  description: 'The window holds 92 of 100 tokens.',
  runs,
};

function widths(elements: Iterable<HTMLElement>): string[] {
  return [...elements].map(({ style }) => style.flexGrow);
}

describe('windowBar', () => {
  it('is a picture with its description for who does not see it', () => {
    const bar = windowBar(view);
    assert.equal(bar.getAttribute('role'), 'img');
    assert.equal(bar.getAttribute('aria-label'), 'The window holds 92 of 100 tokens.');
  });

  it('draws parts, runs and what is free to scale', () => {
    const bar = windowBar(view);
    assert.deepEqual(widths(bar.querySelectorAll<HTMLElement>('.part, .free')), ['1', '91', '8']);
    assert.deepEqual(widths(bar.querySelectorAll<HTMLElement>('.run')), ['1', '90', '1']);
  });

  it('has nothing free in a window that is full', () => {
    assert.equal(windowBar({ ...view, capacity: 92 }).querySelector('.free'), null);
  });

  it('tells each run by its kind, and marks what was evaluated', () => {
    const drawn = [...windowBar(view).querySelectorAll<HTMLElement>('.run')];
    assert.deepEqual(
      drawn.map(({ dataset, title }) => [dataset['reuse'], dataset['new'], title]),
      [
        ['exact', undefined, 'Head · 1 token · Exact'],
        ['exact', undefined, 'Prefix, lines 1–12 · 90 tokens · Exact'],
        ['patched', '', 'Prefix, line 13 · 1 token · Patched · evaluated for the last completion'],
      ],
    );
  });
});

describe('legend', () => {
  it('explains what occurs, and nothing else', () => {
    const entries = [...legend(runs).querySelectorAll('li')].map(({ textContent }) => textContent);
    assert.equal(entries.length, 3);
    assert.match(entries[0] ?? '', /^Exact: /u);
    assert.match(entries[1] ?? '', /^Patched: /u);
    assert.match(entries[2] ?? '', /^Evaluated for the last completion$/u);
  });
});
