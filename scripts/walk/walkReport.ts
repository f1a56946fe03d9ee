import path from 'node:path';
import type { Entry } from './instrument.ts';

/** Sources that one keystroke entered. */
export interface WalkReport {
  readonly files: readonly string[];
  readonly folders: number;
  readonly functions: number;
  /** Number of times that control entered `src/completion` from `src/engine` or the other way round. */
  readonly crossings: number;
  /** Number of distinct pairs of functions at which it did. */
  readonly distinctCrossings: number;
}

/** Counts the sources, functions and crossings between the layers of recorded entries. */
export function reportWalk(entries: readonly Entry[]): WalkReport {
  const files = [...new Set(entries.map(({ file }) => file))];
  const crossings = entries.flatMap((entry, index) => {
    const before = entries[index - 1];
    return before !== undefined && getLayer(before) !== getLayer(entry)
      ? [`${formatEntry(before)} → ${formatEntry(entry)}`]
      : [];
  });
  return {
    files,
    folders: new Set(files.map((file) => path.dirname(file))).size,
    functions: new Set(entries.map(formatEntry)).size,
    crossings: crossings.length,
    distinctCrossings: new Set(crossings).size,
  };
}

function getLayer({ file }: Entry): string {
  return file.split('/').slice(0, 2).join('/');
}

function formatEntry({ file, name }: Entry): string {
  return `${file}#${name}`;
}
