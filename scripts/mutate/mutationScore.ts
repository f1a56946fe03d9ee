import { formatAlignedTable } from '../alignedTable.ts';

/** Maximum length of code in a list, in UTF-16 code units. */
const maxShownCode = 90;

/** Position in a file; lines and columns are counted from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** Result of one mutant, as StrykerJS reports it. */
export interface MutantOutcome {
  readonly status: string;
  readonly fileName: string;
  readonly location: { readonly start: Position; readonly end: Position };
  readonly replacement?: string | undefined;
}

/** Numbers of the mutants of one area, by result. */
export interface MutationScore {
  readonly area: string;
  /** Mutants with which a test failed. */
  readonly killed: number;
  /** Mutants with which a test did not end. */
  readonly timedOut: number;
  /** Mutants with which all tests passed. */
  readonly survived: number;
  /** Mutants in code that no test of the area executes. */
  readonly uncovered: number;
}

/** Counts the results of an area's mutants. Ignored and invalid mutants do not count. */
export function countOutcomes(area: string, mutants: readonly MutantOutcome[]): MutationScore {
  const count = (status: string) => mutants.filter((mutant) => mutant.status === status).length;
  return {
    area,
    killed: count('Killed'),
    timedOut: count('Timeout'),
    survived: count('Survived'),
    uncovered: count('NoCoverage'),
  };
}

/** Returns the share of mutants that the tests detected, in percent; 100 where there are no mutants. */
export function computeScorePercent({
  killed,
  timedOut,
  survived,
  uncovered,
}: MutationScore): number {
  const all = killed + timedOut + survived + uncovered;
  return all === 0 ? 100 : (100 * (killed + timedOut)) / all;
}

/** Formats scores as a table with one line for each area. */
export function formatScores(scores: readonly MutationScore[]): string {
  return formatAlignedTable([
    ['area', 'score', 'killed', 'timed out', 'survived', 'not covered'],
    ...scores.map((score) => [
      score.area,
      `${computeScorePercent(score).toFixed(1)} %`,
      ...[score.killed, score.timedOut, score.survived, score.uncovered].map(String),
    ]),
  ]);
}

/**
 * Lists the mutants that no test detected, one per line: position, code, and what replaced it.
 *
 * @param sources text of each mutated file.
 */
export function formatSurvivors(
  mutants: readonly MutantOutcome[],
  sources: ReadonlyMap<string, string>,
): string {
  return mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .toSorted(
      (one, other) =>
        one.fileName.localeCompare(other.fileName) ||
        one.location.start.line - other.location.start.line,
    )
    .map(({ fileName, location, replacement = '', status }) => {
      const { line, column } = location.start;
      const code = collapseWhitespace(extractCode(sources.get(fileName) ?? '', location));
      const note = status === 'NoCoverage' ? ' (not covered)' : '';
      return `${fileName}:${line}:${column}  ${code}  →  ${collapseWhitespace(replacement)}${note}`;
    })
    .join('\n');
}

function extractCode(source: string, { start, end }: MutantOutcome['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, index) =>
      line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined),
    )
    .join(' ');
}

function collapseWhitespace(code: string): string {
  const text = code.replaceAll(/\s+/g, ' ');
  return text.length > maxShownCode ? `${text.slice(0, maxShownCode)}…` : text;
}
