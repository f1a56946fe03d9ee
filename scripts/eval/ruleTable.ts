import type { EvalSummary, TextFigures } from './summary.ts';

/** Results of a model by the name of the strategy. */
export interface RuleColumn {
  readonly model: string;
  readonly summaries: ReadonlyMap<string, EvalSummary>;
}

/** Figures of the shown texts in a cell, in this order, in percent. */
const told: readonly (keyof TextFigures)[] = [
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
export function ruleTable(names: readonly string[], columns: readonly RuleColumn[]): string {
  const spare = columns.some(({ model }) => /7b/i.test(model)) ? [] : ['Mistral 7B'];
  const heads = ['strategy', ...columns.map(({ model }) => model), ...spare];
  const rows = names.map((name) => [
    name,
    ...columns.map(({ summaries }) => cell(name, summaries)),
    ...spare.map(() => ''),
  ]);
  const marks = heads.map((_, column) => (column === 0 ? '---' : '--:'));
  return [heads, marks, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function cell(name: string, summaries: ReadonlyMap<string, EvalSummary>): string {
  const figures = figuresOf(summaries.get(name));
  return name !== 'editor' && figures === figuresOf(summaries.get('editor')) ? '=' : figures;
}

function figuresOf(summary: EvalSummary | undefined): string {
  return told.map((figure) => percent(summary?.shown[figure] ?? null)).join(' · ');
}

function percent(share: number | null): string {
  return share === null ? '–' : (share * 100).toFixed(1);
}
