import { findTextChange } from '../../../src/completion/text/carryOffset.ts';
import { requireLanguage, findLanguageOfFile } from '../../engine/codeLanguage.ts';
import { sampleNumbers } from '../../replay/sample.ts';
import { getMaxTokens, type EvalCase } from '../evalCase.ts';
import type { Sampling } from '../readSuite.ts';
import { listChangedRegions, listFileRegions, type Region } from './changedRegions.ts';
import type { Repository } from './git.ts';
import { gatherOpenFileContext } from './openFiles.ts';
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
export async function createRepoCases(
  repository: Repository,
  sampling: Sampling,
): Promise<RepoCases> {
  const changes = await selectUsable(repository, await listChangedRegions(repository));
  const source = changes.length > 0 ? 'history' : 'files';
  const regions =
    source === 'history'
      ? changes
      : await selectUsable(repository, await listFileRegions(repository, isOwnSource));
  const maxCases = sampling.limit ?? regions.length;
  const cases: EvalCase[] = [];
  for (const number of sampleNumbers(regions.length, regions.length, sampling.seed)) {
    if (cases.length >= maxCases) break;
    const region = regions[number];
    const evalCase = region && (await createCase(repository, region, sampling.seed + number));
    if (!evalCase) continue;
    const context =
      source === 'history' ? await gatherOpenFileContext(repository, region.commit, evalCase) : [];
    cases.push({ ...evalCase, context });
  }
  if (cases.length === 0) {
    throw new Error(`${repository.root} has no source files in which something was written.`);
  }
  return { cases, source };
}

async function selectUsable(repository: Repository, regions: readonly Region[]): Promise<Region[]> {
  const ownRegions = regions.filter(({ path }) => isOwnSource(path));
  const ignored = await repository.findIgnored([...new Set(ownRegions.map(({ path }) => path))]);
  return ownRegions.filter(({ path }) => !ignored.has(path));
}

async function createCase(
  repository: Repository,
  region: Region,
  seed: number,
): Promise<EvalCase | undefined> {
  const text = await repository.git('show', `${region.commit}:${region.path}`);
  const hole = isOwnText(text) ? createHole(text, region, seed) : undefined;
  if (hole === undefined) return undefined;
  return {
    id: `${region.commit.slice(0, 10)}:${region.path}:${region.line}`,
    form: 'fill',
    language: findLanguageOfFile(region.path) ?? requireLanguage('plaintext'),
    file: region.path,
    ...hole,
    tests: null,
    maxTokens: getMaxTokens(hole.kind),
  };
}

type Hole = Pick<EvalCase, 'kind' | 'prefix' | 'suffix' | 'answer'>;

/**
 * Removes a region from a text. In a changed line the cursor is at the start of the change. Other regions
 * lose all of their lines, with the cursor at the indentation, or, for an odd `chance`, the end of their
 * first line. Returns undefined for blank regions.
 *
 * @param seed any integer; selects the kind of hole, and the place in the line.
 */
export function createHole(
  text: string,
  { line, lines, previousLine }: Pick<Region, 'line' | 'lines' | 'previousLine'>,
  seed: number,
): Hole | undefined {
  const all = text.split('\n');
  const start = all.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  const region = all.slice(line - 1, line - 1 + lines).join('\n');
  const first = all[line - 1] ?? '';
  const indentation = /^\s*/.exec(first)?.[0].length ?? 0;
  const end = region.trimEnd().length;
  if (first.trim() === '') return undefined;
  const cut = (kind: string, from: number, to: number) =>
    cutHole(text, kind, start + from, start + to);
  if (previousLine !== null) {
    const { start: from, insertedLength } = findTextChange(previousLine, first);
    return cut('in-line', Math.max(from, indentation), from + insertedLength);
  }
  const length = first.trimEnd().length - indentation;
  if (seed % 2 === 0 || length < minLineLength) {
    return cut(lines === 1 ? 'line' : 'multi-line', indentation, end);
  }
  const offsetInLine = 1 + (Math.abs(seed) % (length - 2));
  return cut('line-tail', indentation + offsetInLine, indentation + length);
}

/** Minimum length of a line whose end alone is removed, in UTF-16 code units. */
const minLineLength = 4;

function cutHole(text: string, kind: string, from: number, to: number): Hole | undefined {
  const answer = text.slice(from, to);
  if (answer.trim() === '') return undefined;
  return { kind, prefix: text.slice(0, from), suffix: text.slice(to), answer };
}
