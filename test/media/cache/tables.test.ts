import '../support/page.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFilesTable, createRunsTable, createWorkTable } from '../../../media/cache/tables.ts';

function readCells(table: HTMLElement): string[][] {
  return [...table.querySelectorAll('tr')].map((row) =>
    [...row.children].map(({ textContent }) => textContent),
  );
}

describe('the table of the runs', () => {
  it('has a row for each run under named columns', () => {
    const table = createRunsTable([
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
    assert.deepEqual(readCells(table), [
      ['Part', 'Lines', 'Tokens', 'Kind', 'Evaluated'],
      ['Suffix, after the cursor', 'lines 41–61', '1,300', 'Rolled', 'just now'],
    ]);
    assert.equal(table.querySelectorAll('th[scope="col"]').length, 5);
    assert.equal(table.querySelectorAll('th[scope="row"]').length, 1);
  });
});

describe('the table of the files', () => {
  const rows = [
    { path: '<i>a</i>.ts', storage: 'in memory', tokens: '80', size: '1 MB', isShown: true },
    { path: 'b.ts', storage: 'saved on disk', tokens: '5', size: '2 MB', isShown: false },
  ];

  it('shows file names as text', () => {
    const table = createFilesTable(rows);
    assert.deepEqual(readCells(table)[1], ['<i>a</i>.ts', 'in memory', '80', '1 MB']);
    assert.equal(table.querySelector('i'), null);
  });

  it('marks the file whose window is shown', () => {
    const current = [...createFilesTable(rows).querySelectorAll('tbody tr')].map((row) =>
      row.getAttribute('aria-current'),
    );
    assert.deepEqual(current, ['true', null]);
  });
});

describe('the table of the work', () => {
  it('has a row for each purpose, and their total below', () => {
    const rows = [
      { label: 'Prompts of requests', tokens: '1,204' },
      { label: 'Repair', about: 'windows completed or made exact again', tokens: '7' },
    ];
    const table = createWorkTable({ rows, total: '1,211' });
    assert.deepEqual(readCells(table), [
      ['Purpose', 'Tokens'],
      ['Prompts of requests', '1,204'],
      ['Repair, windows completed or made exact again', '7'],
      ['Total', '1,211'],
    ]);
    assert.equal(table.querySelectorAll('th[scope="row"]').length, 3);
  });
});
