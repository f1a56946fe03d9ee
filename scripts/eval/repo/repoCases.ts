import { differenceOf } from '../../../src/completion/text/carryOffset.ts';
import { mustBeLanguage, languageOfFile } from '../../engine/codeLanguage.ts';
import { sampleOf } from '../../replay/sample.ts';
import { maxTokensOf, type EvalCase } from '../evalCase.ts';
import type { Sampling } from '../readSuite.ts';
import { changedRegions, regionsOfFiles, type Region } from './changedRegions.ts';
import type { Repository } from './git.ts';
import { openFileContext } from './openFiles.ts';
import { isOwnSource, isOwnText } from './sourceFile.ts';

/** Cases from a repository, with their source. */
export interface RepoCases {
  readonly cases: readonly EvalCase[];
  readonly source: 'history' | 'files';
}

/**
 * Makes cases from a repository's history. The text of a changed region is removed from the file in the
 * commit's version, and is the answer.
 *
 * @throws Error when there is nothing to make cases from.
 */
export async function repoCases(repository: Repository, sampling: Sampling): Promise<RepoCases> {
  const changed = await usable(repository, await changedRegions(repository));
  const source = changed.length > 0 ? 'history' : 'files';
  const regions =
    source === 'history'
      ? changed
      : await usable(repository, await regionsOfFiles(repository, isOwnSource));
  const wanted = sampling.limit ?? regions.length;
  const cases: EvalCase[] = [];
  for (const number of sampleOf(regions.length, regions.length, sampling.seed)) {
    if (cases.length >= wanted) break;
    const region = regions[number];
    const evalCase = region && (await caseOf(repository, region, sampling.seed + number));
    if (!evalCase) continue;
    const context =
      source === 'history' ? await openFileContext(repository, region.commit, evalCase) : [];
    cases.push({ ...evalCase, context });
  }
  if (cases.length === 0) {
    throw new Error(`${repository.root} has no source files in which something was written.`);
  }
  return { cases, source };
}

async function usable(repository: Repository, regions: readonly Region[]): Promise<Region[]> {
  const own = regions.filter(({ path }) => isOwnSource(path));
  const ignored = await repository.ignored([...new Set(own.map(({ path }) => path))]);
  return own.filter(({ path }) => !ignored.has(path));
}

async function caseOf(
  repository: Repository,
  region: Region,
  chance: number,
): Promise<EvalCase | undefined> {
  const text = await repository.git('show', `${region.commit}:${region.path}`);
  const hole = isOwnText(text) ? holeIn(text, region, chance) : undefined;
  if (hole === undefined) return undefined;
  return {
    id: `${region.commit.slice(0, 10)}:${region.path}:${region.line}`,
    form: 'fill',
    language: languageOfFile(region.path) ?? mustBeLanguage('plaintext'),
    file: region.path,
    ...hole,
    tests: null,
    maxTokens: maxTokensOf(hole.kind),
  };
}

type Hole = Pick<EvalCase, 'kind' | 'prefix' | 'suffix' | 'answer'>;

/**
 * Removes a region from a text. In a changed line the cursor is at the start of the change. Other regions
 * lose all of their lines, with the cursor at the indentation, or, for an odd `chance`, the end of their
 * first line. Returns undefined for blank regions.
 *
 * @param chance any integer; selects the kind of hole, and the place in the line.
 */
export function holeIn(
  text: string,
  { line, lines, before }: Pick<Region, 'line' | 'lines' | 'before'>,
  chance: number,
): Hole | undefined {
  const all = text.split('\n');
  const start = all.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  const region = all.slice(line - 1, line - 1 + lines).join('\n');
  const first = all[line - 1] ?? '';
  const indentation = /^\s*/.exec(first)?.[0].length ?? 0;
  const end = region.trimEnd().length;
  if (first.trim() === '') return undefined;
  const cut = (kind: string, from: number, to: number) =>
    holeAt(text, kind, start + from, start + to);
  if (before !== null) {
    const { start: from, inserted } = differenceOf(before, first);
    return cut('in-line', Math.max(from, indentation), from + inserted);
  }
  const length = first.trimEnd().length - indentation;
  if (chance % 2 === 0 || length < minLine) {
    return cut(lines === 1 ? 'line' : 'multi-line', indentation, end);
  }
  const within = 1 + (Math.abs(chance) % (length - 2));
  return cut('line-tail', indentation + within, indentation + length);
}

/** Minimum length of a line whose end alone is removed, in UTF-16 code units. */
const minLine = 4;

function holeAt(text: string, kind: string, from: number, to: number): Hole | undefined {
  const answer = text.slice(from, to);
  if (answer.trim() === '') return undefined;
  return { kind, prefix: text.slice(0, from), suffix: text.slice(to), answer };
}
