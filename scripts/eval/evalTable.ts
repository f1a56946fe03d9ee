import { formatAlignedTable } from '../alignedTable.ts';
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
  ['brackets', 'unbalancedBrackets'],
  ['parse errors', 'parseErrorsAdded'],
];

/** Formats an evaluation as a table for the terminal: a line for the shown texts, one for the raw ones. */
export function formatEvalTable(summary: EvalSummary): string {
  const groups: (readonly [string, EvalFigures])[] = [
    ['all', summary],
    ...listIfSeveral(summary.byKind),
    ...listIfSeveral(summary.byLanguage),
    ...(summary.midWord.cases > 0 ? [['mid-word', summary.midWord] as const] : []),
  ];
  const rows = groups.flatMap(([name, figures]) => [
    [`${name} (${figures.cases})`, 'shown', ...formatCells(figures.shown)],
    ['', 'raw', ...formatCells(figures.raw)],
  ]);
  const noSuggestionCounts = Object.entries(summary.nothing).map(
    ([reason, count]) => `${reason} ${count}`,
  );
  const { decodedTokens, wastedTokens, evaluatedTokens, ms, failed } = summary;
  return [
    formatAlignedTable([['', '', ...columns.map(([head]) => head)], ...rows], 2),
    `${decodedTokens} tokens decoded, ${wastedTokens} of them wasted, ${evaluatedTokens} prompt tokens evaluated; ${ms.p50} ms (p50), ${ms.p95} ms (p95)`,
    `Nothing shown: ${noSuggestionCounts.join(', ') || 'never'}`,
    ...(failed > 0 ? [`${failed} cases could not be run; their names stand above.`] : []),
    '',
  ].join('\n');
}

function listIfSeveral(groups: Readonly<Record<string, EvalFigures>>): [string, EvalFigures][] {
  const entries = Object.entries(groups);
  return entries.length > 1 ? entries : [];
}

function formatCells(figures: TextFigures): string[] {
  return columns.map(([, figure]) => formatPercent(figures[figure]));
}

function formatPercent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}
