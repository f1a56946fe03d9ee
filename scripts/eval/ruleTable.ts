import type { EvalSummary, TextFigures } from './summary.ts';

/** Results of a model by the name of the strategy. */
export interface RuleColumn {
  readonly model: string;
  readonly summaries: ReadonlyMap<string, EvalSummary>;
}

/** Figures of the shown texts in a cell, in this order, in percent. */
const tableFigures: readonly (keyof TextFigures)[] = [
  'share',
  'exactMatch',
  'passAt1',
  'wrong',
  'suffixDamage',
  'unbalancedBrackets',
  'parseErrorsAdded',
];

/**
 * Formats the Markdown table of docs/quality.md. A strategy with exactly the figures of `editor` is
 * marked with `=`: the rule had no effect. Mistral 7B has an empty column where it wasn't measured.
 */
export function formatRuleTable(names: readonly string[], columns: readonly RuleColumn[]): string {
  const emptyColumns = columns.some(({ model }) => /7b/i.test(model)) ? [] : ['Mistral 7B'];
  const heads = ['strategy', ...columns.map(({ model }) => model), ...emptyColumns];
  const rows = names.map((name) => [
    name,
    ...columns.map(({ summaries }) => formatCell(name, summaries)),
    ...emptyColumns.map(() => ''),
  ]);
  const marks = heads.map((_, column) => (column === 0 ? '---' : '--:'));
  return [heads, marks, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function formatCell(name: string, summaries: ReadonlyMap<string, EvalSummary>): string {
  const figures = formatFigures(summaries.get(name));
  return name !== 'editor' && figures === formatFigures(summaries.get('editor')) ? '=' : figures;
}

function formatFigures(summary: EvalSummary | undefined): string {
  return tableFigures.map((figure) => formatPercent(summary?.shown[figure] ?? null)).join(' · ');
}

function formatPercent(share: number | null): string {
  return share === null ? '–' : (share * 100).toFixed(1);
}
