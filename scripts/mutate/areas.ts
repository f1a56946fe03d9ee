import { statSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { findTests } from '../testing/findTests.ts';

/** A part of the sources whose unit tests have to notice its mutants. */
export interface MutationArea {
  readonly name: string;
  /** Files that are mutated, as glob patterns. */
  readonly mutate: readonly string[];
}

/** Areas of `npm run mutate`: the code that decides when to request, where to stop and what to show. */
export const areas: readonly MutationArea[] = [
  {
    name: 'window',
    mutate: ['src/completion/window/{windowPolicy,savePolicy,windowGrowth}.ts'],
  },
  {
    name: 'generation',
    mutate: [
      'src/completion/generation/{stopRules,blockStop,closerStop,repetition,suffixStart,draftLength}.ts',
    ],
  },
  { name: 'postprocess', mutate: ['src/completion/postprocess/*.ts'] },
  { name: 'confidence', mutate: ['src/completion/confidence/*.ts'] },
  {
    name: 'suggestion',
    mutate: ['src/completion/suggestion/{requestDelay,delayThresholds,trigger}.ts'],
  },
  { name: 'debounce', mutate: ['src/extension/timing/debounce.ts'] },
  { name: 'prefetch', mutate: ['src/engine/prefetch/{jobTable,idleWork}.ts'] },
  { name: 'scheduler', mutate: ['src/engine/scheduling/scheduler.ts'] },
];

/**
 * Returns the tests of an area: those in the folders that mirror the ones of its files. Small files come
 * first, because a mutant runs until a test fails.
 */
export function findAreaTests({ mutate }: MutationArea): string[] {
  const folders = mutate.map((pattern) => path.posix.dirname(pattern).replace(/^src\//, 'test/'));
  const isOwn = (file: string) => folders.includes(path.posix.dirname(file));
  const getFileSize = (file: string) => statSync(path.join(repositoryRoot, file)).size;
  return findTests([...new Set(folders)])
    .filter(isOwn)
    .toSorted((one, other) => getFileSize(one) - getFileSize(other));
}

/**
 * Returns the areas that the arguments of `npm run mutate` choose: names of areas, or `--mutate PATTERN`
 * for any files; all areas without arguments.
 *
 * @throws Error for an unknown name.
 */
export function chooseAreas(names: readonly string[], patterns: readonly string[]): MutationArea[] {
  const unknown = names.filter((name) => areas.every((area) => area.name !== name));
  if (unknown.length > 0) {
    const known = areas.map(({ name }) => name).join(', ');
    throw new Error(`There is no area "${unknown.join(', ')}". There are: ${known}.`);
  }
  if (names.length === 0 && patterns.length > 0) return [{ name: 'files', mutate: patterns }];
  const chosen = areas.filter(({ name }) => names.length === 0 || names.includes(name));
  return patterns.length === 0 ? chosen : [...chosen, { name: 'files', mutate: patterns }];
}
