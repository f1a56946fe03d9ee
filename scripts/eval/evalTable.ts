import { alignedTable } from '../alignedTable.ts';
import type { EvalFigures, EvalSummary, TextFigures } from './summary.ts';

/** Columns of the tables: a head, and the figure that it shows. */
const columns: readonly (readonly [head: string, figure: keyof TextFigures])[] = [
  ['texts', 'share'],
  ['pass@1', 'passAt1'],
  ['exact', 'exactMatch'],
  ['similar', 'editSimilarity'],
  ['1st line', 'firstLineExact'],
  ['wrong', 'wrong'],
  ['damage', 'suffixDamage'],
  ['unbalanced', 'unbalancedBrackets'],
  ['parse errors', 'parseErrorsAdded'],
];

/** Formats an evaluation as a table for the terminal: a line for the shown texts, one for the raw ones. */
export function evalTable(summary: EvalSummary): string {
  const groups: (readonly [string, EvalFigures])[] = [
    ['all', summary],
    ...ifSeveral(summary.byKind),
    ...ifSeveral(summary.byLanguage),
    ...(summary.midWord.cases > 0 ? [['mid-word', summary.midWord] as const] : []),
  ];
  const rows = groups.flatMap(([name, figures]) => [
    [`${name} (${figures.cases})`, 'shown', ...cells(figures.shown)],
    ['', 'raw', ...cells(figures.raw)],
  ]);
  const nothing = Object.entries(summary.nothing).map(([reason, count]) => `${reason} ${count}`);
  const { decodedTokens, wastedTokens, evaluatedTokens, ms, failed } = summary;
  return [
    alignedTable([['', '', ...columns.map(([head]) => head)], ...rows], 2),
    `${decodedTokens} tokens decoded, ${wastedTokens} of them wasted, ${evaluatedTokens} prompt tokens evaluated; ${ms.p50} ms (p50), ${ms.p95} ms (p95)`,
    `Nothing shown: ${nothing.join(', ') || 'never'}`,
    ...(failed > 0 ? [`${failed} cases could not be run; their names stand above.`] : []),
    '',
  ].join('\n');
}

function ifSeveral(groups: Readonly<Record<string, EvalFigures>>): [string, EvalFigures][] {
  const entries = Object.entries(groups);
  return entries.length > 1 ? entries : [];
}

function cells(figures: TextFigures): string[] {
  return columns.map(([, figure]) => percent(figures[figure]));
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}
