import '../support/page.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { filesTable, runsTable, workTable } from '../../../media/cache/tables.ts';

function cells(table: HTMLElement): string[][] {
  return [...table.querySelectorAll('tr')].map((row) =>
    [...row.children].map(({ textContent }) => textContent),
  );
}

describe('runsTable', () => {
  it('has a row for each run under named columns', () => {
    const table = runsTable([
      {
        part: 'suffix',
        name: 'Suffix',
        about: 'after the cursor',
        lines: 'lines 41–61',
        tokens: 1300,
        reuse: 'rolling',
        isNew: true,
      },
    ]);
    assert.deepEqual(cells(table), [
      ['Part', 'Lines', 'Tokens', 'Kind', 'Evaluated'],
      ['Suffix, after the cursor', 'lines 41–61', '1,300', 'Rolled', 'just now'],
    ]);
    assert.equal(table.querySelectorAll('th[scope="col"]').length, 5);
    assert.equal(table.querySelectorAll('th[scope="row"]').length, 1);
  });
});

describe('filesTable', () => {
  const rows = [
    { path: '<i>a</i>.ts', where: 'in memory', tokens: '80', size: '1 MB', isShown: true },
    { path: 'b.ts', where: 'saved on disk', tokens: '5', size: '2 MB', isShown: false },
  ];

  it('shows names of files as the text that they are', () => {
    const table = filesTable(rows);
    assert.deepEqual(cells(table)[1], ['<i>a</i>.ts', 'in memory', '80', '1 MB']);
    assert.equal(table.querySelector('i'), null);
  });

  it('marks the file whose window is shown', () => {
    const current = [...filesTable(rows).querySelectorAll('tbody tr')].map((row) =>
      row.getAttribute('aria-current'),
    );
    assert.deepEqual(current, ['true', null]);
  });
});

describe('workTable', () => {
  it('has a row for each purpose, and their total below', () => {
    const rows = [
      { label: 'Prompts of requests', tokens: '1,204' },
      { label: 'Repair', about: 'windows completed or made exact again', tokens: '7' },
    ];
    const table = workTable({ rows, total: '1,211' });
    assert.deepEqual(cells(table), [
      ['Purpose', 'Tokens'],
      ['Prompts of requests', '1,204'],
      ['Repair, windows completed or made exact again', '7'],
      ['Total', '1,211'],
    ]);
    assert.equal(table.querySelectorAll('th[scope="row"]').length, 3);
  });
});
