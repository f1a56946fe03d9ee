import { computePercentiles } from '../replay/summary.ts';
import type { Observation } from './bench.ts';

/** Distance of some cases from the exact prediction. */
interface Figures {
  readonly cases: number;
  /** Divergence of the next token's distribution, in bits. */
  readonly meanBits: number;
  readonly p95Bits: number;
  /** Shares from 0 to 1. */
  readonly sameToken: number;
  readonly sameLine: number;
  /** Bits by which each token of the text that follows has become less likely. */
  readonly addedLoss: number;
}

/** Cases with the same labels, taken together. */
interface Row {
  readonly labels: Observation['labels'];
  readonly figures: Figures;
}

/** Groups observations that agree in these labels, in the order of their first ones. */
function groupBy(names: readonly string[], observations: readonly Observation[]): Row[] {
  const groups = new Map<string, Observation[]>();
  for (const observation of observations) {
    const key = names.map((name) => observation.labels[name] ?? '').join('|');
    groups.set(key, [...(groups.get(key) ?? []), observation]);
  }
  return [...groups.values()].map((group) => ({
    labels: Object.fromEntries(names.map((name) => [name, group[0]?.labels[name] ?? ''])),
    figures: computeFigures(group),
  }));
}

function computeFigures(group: readonly Observation[]): Figures {
  const bits = group.flatMap(({ difference }) => difference.bits);
  return {
    cases: group.length,
    meanBits: computeMean(bits),
    p95Bits: computePercentiles(bits).p95,
    sameToken:
      computeMean(group.map(({ difference }) => difference.sameTokens)) /
      (bits.length / group.length),
    sameLine: computeMean(group.map(({ difference }) => (difference.sameLine ? 1 : 0))),
    addedLoss: computeMean(group.flatMap(({ difference }) => difference.addedLoss)),
  };
}

function computeMean(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0) / numbers.length;
}

/** Tables that are printed, with the labels that group their cases. */
const tables: readonly (readonly [study: string, names: readonly string[]])[] = [
  ['edit', ['distance', 'mode']],
  ['edit', ['kind', 'mode']],
  ['edit', ['kind', 'distance', 'mode']],
  ['edit', ['size', 'mode']],
  ['edit', ['distance', 'size', 'mode']],
  ['suffix', ['prefix', 'size', 'mode']],
  ['drift', ['kind', 'patches', 'mode']],
  ['eviction', ['evictions', 'mode']],
  ['local', ['prefix', 'suffix']],
  ['growth', ['piece', 'refreshed']],
];

/** Formats all observations of a model as tables in Markdown. */
export function formatTables(observations: readonly Observation[]): string {
  return tables
    .flatMap(([study, names]) => {
      const studyObservations = observations.filter(({ labels }) => labels['study'] === study);
      return studyObservations.length === 0
        ? []
        : [formatTable(study, groupBy(names, studyObservations))];
    })
    .join('\n');
}

function formatTable(title: string, rows: readonly Row[]): string {
  const names = Object.keys(rows[0]?.labels ?? {});
  const heads = [...names, 'cases', 'bits', 'p95', 'same token', 'same line', 'added loss'];
  const lines = rows.map(({ labels, figures }) => [
    ...names.map((name) => String(labels[name])),
    String(figures.cases),
    figures.meanBits.toFixed(3),
    figures.p95Bits.toFixed(2),
    formatPercent(figures.sameToken),
    formatPercent(figures.sameLine),
    figures.addedLoss.toFixed(3),
  ]);
  const cells = [heads, heads.map(() => '---'), ...lines];
  return `${title}\n\n${cells.map((line) => `| ${line.join(' | ')} |`).join('\n')}\n`;
}

function formatPercent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
