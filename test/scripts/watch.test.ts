import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type TestContext } from 'node:test';

import { formatProblem, watch, watchLines } from '../../scripts/watch.ts';

const { started, finished } = watchLines;

/** Watches one bundle per source in a temporary folder; `nextRound` resolves with its lines. */
async function watchSources(context: TestContext, sources: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'tramontane-watch-'));
  const write = (name: string, text: string) => {
    // In one step: a build between truncation and writing would be a round of its own.
    writeFileSync(path.join(folder, 'new'), text);
    renameSync(path.join(folder, 'new'), path.join(folder, name));
  };
  for (const [name, text] of Object.entries(sources)) write(name, text);

  const rounds = new EventEmitter();
  const allRounds: string[][] = [];
  let lines: string[] = [];
  const watching = await watch(
    Object.keys(sources).map((name) => ({
      absWorkingDir: folder,
      entryPoints: [name],
      outdir: 'out',
      bundle: true,
    })),
    (line) => {
      lines.push(line);
      if (line !== finished) return;
      allRounds.push(lines);
      rounds.emit('round', lines);
      lines = [];
    },
  );
  context.after(async () => {
    await watching.dispose();
    rmSync(folder, { recursive: true });
  });
  const nextRound = async (change: () => void): Promise<string[]> => {
    const round = once(rounds, 'round');
    change();
    return ((await round) as [string[]])[0];
  };
  return { write, nextRound, allRounds };
}

test('a watch builds all bundles in one round, and again after a change', async (context) => {
  const { write, nextRound, allRounds } = await watchSources(context, {
    'a.ts': 'export const a = 1;',
    'b.ts': 'export const b = 1;',
  });
  assert.deepEqual(allRounds, [[started, finished]]);

  const round = await nextRound(() => {
    write('a.ts', 'export const a = 2;');
  });
  assert.deepEqual(round, [started, finished]);
});

test('an error stays listed until its source is corrected', async (context) => {
  const { write, nextRound, allRounds } = await watchSources(context, {
    'a.ts': '\nexport const = 1;',
    'b.ts': 'export const b = 1;',
  });
  const error = 'a.ts:2:14: error: Expected identifier but found "="';
  assert.deepEqual(allRounds, [[started, error, finished]]);

  const other = await nextRound(() => {
    write('b.ts', 'export const b = 2;');
  });
  assert.deepEqual(other, [started, error, finished], 'The bundle of the error was not built.');

  const corrected = await nextRound(() => {
    write('a.ts', '\nexport const a = 1;');
  });
  assert.deepEqual(corrected, [started, finished]);
});

test('a problem without a place is a line without a place', () => {
  assert.equal(formatProblem('warning', { text: 'Odd.', location: null }), 'warning: Odd.');
});
